package import JSON
package import S3Protocol
internal import StorageModel

/// What one section of a bucket is set to.
package enum SectionSettings: Hashable, Sendable {
  case lifecycle([LifecycleRule])
  /// Any other section as the AWS CLI's JSON has it; the policy as it is.
  case document(JSONValue)

  package var rules: [LifecycleRule]? {
    guard case .lifecycle(let rules) = self else { return nil }
    return rules
  }

  package var document: JSONValue? {
    guard case .document(let value) = self else { return nil }
    return value
  }

  /// Reads the document of an endpoint or a file.
  /// - Throws: `unreadableSettings` for one that is not of the section's form, or says things that would be lost if it
  ///   were written again.
  package init(_ section: BucketSection, document bytes: [UInt8]) throws(ProvisioningError) {
    guard let shape = section.shape else {
      guard let value = JSONReader.read(bytes) else {
        throw ProvisioningError(.unreadableSettings, "the policy is not JSON")
      }
      self = .document(value)
      return
    }
    if section == .lifecycle {
      self = .lifecycle(try Self.rules(bytes))
      return
    }
    do {
      let (value, unknown) = try shape.members(ofXML: bytes)
      if let first = unknown.first {
        throw ProvisioningError(
          .unreadableSettings, "\(section.rawValue) has an element \(first) that Cairn does not know")
      }
      self = .document(section == .tags ? Self.withoutTagSetLevel(value) : value)
    } catch let error as ProvisioningError {
      throw error
    } catch {
      throw ProvisioningError(.unreadableSettings, "\(section.rawValue): \(error)")
    }
  }

  /// The document that makes a bucket so.
  package func bytes(_ section: BucketSection) throws(ProvisioningError) -> [UInt8] {
    switch self {
    case .lifecycle(let rules): return PutBucketLifecycleRequest(rules: rules).wireRequest().body
    case .document(let value):
      guard let shape = section.shape else { return value.encoded() }
      guard section == .tags else { return try shape.xml(value) }
      return try shape.xml(.object([.init("TagSet", value)]))
    }
  }

  /// The section as the AWS CLI's JSON has it.
  package func json() -> JSONValue {
    switch self {
    case .document(let value): return value
    case .lifecycle(let rules):
      let xml = PutBucketLifecycleRequest(rules: rules).wireRequest().body
      // The rules were just written by the protocol's own code.
      return (try? DocumentShape.lifecycle.members(ofXML: xml).value) ?? .object([])
    }
  }

  /// Reads the AWS CLI's JSON.
  package init(_ section: BucketSection, json value: JSONValue) throws(ProvisioningError) {
    guard section == .lifecycle else {
      // Writing it finds members and values that are none.
      let settings = Self.document(value)
      _ = try settings.bytes(section)
      self = settings
      return
    }
    self = .lifecycle(try Self.rules(DocumentShape.lifecycle.xml(value)))
  }

  private static func rules(_ xml: [UInt8]) throws(ProvisioningError) -> [LifecycleRule] {
    do {
      return try GetBucketLifecycleResponse(WireResponse(xml: xml)).rules
    } catch {
      throw ProvisioningError(.unreadableSettings, "the lifecycle rules are not of S3's form (\(error.reason))")
    }
  }

  /// XML has `TagSet` around the tags, JSON has it as their name.
  private static func withoutTagSetLevel(_ value: JSONValue) -> JSONValue {
    value["TagSet"] ?? .object([.init("TagSet", .array([]))])
  }
}
