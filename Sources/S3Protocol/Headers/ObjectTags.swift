internal import StorageModel

/// A tag of an object or bucket.
package struct ObjectTag: Hashable, Sendable {
  package var key: String
  package var value: String

  package init(key: String, value: String) {
    self.key = key
    self.value = value
  }
}

/// The rules for tags, and their form in the header `x-amz-tagging` (S3 User Guide, "Categorizing your storage using
/// tags").
package enum ObjectTags {
  /// Tags of an object; a bucket has up to 50.
  package static let limit = 10
  package static let bucketLimit = 50

  /// Reads `a=1&b=2`; a key without `=` has an empty value.
  /// - Throws: InvalidArgument for bad escapes and UTF-8, InvalidTag for what ``verified(_:limit:)`` refuses.
  package static func parse(header value: String) throws(S3Error) -> [ObjectTag] {
    let parameters: [QueryParameter]
    do {
      parameters = try QueryParameter.decode(value)
    } catch {
      throw .invalidArgument("x-amz-tagging", value, "The tags must be a percent-encoded query.")
    }
    var tags: [ObjectTag] = []
    for parameter in parameters {
      guard let key = String(validating: parameter.name, as: UTF8.self),
        let value = String(validating: parameter.value, as: UTF8.self)
      else { throw .invalidArgument("x-amz-tagging", value, "The tags must be UTF-8.") }
      tags.append(ObjectTag(key: key, value: value))
    }
    return try verified(tags)
  }

  /// The tags sorted by the bytes of their keys.
  /// - Throws: InvalidTag for more than `limit` tags, a key that stands twice, an empty key or one over 128
  ///   characters, a value over 256.
  package static func verified(_ tags: [ObjectTag], limit: Int = limit) throws(S3Error) -> [ObjectTag] {
    guard tags.count <= limit else { throw S3Error(.invalidTag, "There can be at most \(limit) tags.") }
    let sorted = tags.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    for (left, right) in zip(sorted, sorted.dropFirst()) where left.key.utf8.elementsEqual(right.key.utf8) {
      throw S3Error(.invalidTag, "A tag key stands twice.", details: [("TagKey", left.key)])
    }
    for tag in sorted {
      guard (1...128).contains(tag.key.unicodeScalars.count) else {
        throw S3Error(.invalidTag, "A tag key has 1 to 128 characters.", details: [("TagKey", tag.key)])
      }
      guard tag.value.unicodeScalars.count <= 256 else {
        throw S3Error(.invalidTag, "A tag value has at most 256 characters.", details: [("TagValue", tag.value)])
      }
    }
    return sorted
  }

  package static func headerValue(_ tags: [ObjectTag]) -> String {
    QueryParameter.encode(tags.map { QueryParameter($0.key, $0.value) })
  }
}
