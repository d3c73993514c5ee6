package import StorageModel

/// What became of the objects of a DeleteObjects. A key that did not exist counts as deleted.
package struct DeleteObjectsResponse: S3OperationResponse, Hashable {
  package struct Deleted: Hashable, Sendable {
    package var key: ObjectKey
    /// The version that was asked for.
    package var versionID: String?
    /// True when a delete marker was created, or the deleted version was one.
    package var isDeleteMarker: Bool
    package var deleteMarkerVersionID: String?

    package init(
      key: ObjectKey, versionID: String? = nil, isDeleteMarker: Bool = false, deleteMarkerVersionID: String? = nil
    ) {
      self.key = key
      self.versionID = versionID
      self.isDeleteMarker = isDeleteMarker
      self.deleteMarkerVersionID = deleteMarkerVersionID
    }
  }

  package struct Failure: Hashable, Sendable {
    package var key: ObjectKey
    package var versionID: String?
    /// The name on the wire, known or not.
    package var codeName: String
    package var message: String

    package init(key: ObjectKey, versionID: String? = nil, codeName: String, message: String) {
      self.key = key
      self.versionID = versionID
      self.codeName = codeName
      self.message = message
    }

    package init(key: ObjectKey, versionID: String? = nil, error: S3Error) {
      self.init(key: key, versionID: versionID, codeName: error.code.rawValue, message: error.message)
    }

    package var code: S3ErrorCode? { S3ErrorCode(rawValue: codeName) }
  }

  /// Empty in quiet mode.
  package var deleted: [Deleted]
  package var failures: [Failure]

  package init(deleted: [Deleted], failures: [Failure] = []) {
    self.deleted = deleted
    self.failures = failures
  }

  package func wireResponse() -> WireResponse {
    var writer = XMLWriter(reservingBytes: 256 + 128 * (deleted.count + failures.count))
    writer.openRoot("DeleteResult")
    for item in deleted {
      writer.open("Deleted")
      writer.element("Key", bytes: item.key.bytes)
      writer.element("VersionId", item.versionID)
      if item.isDeleteMarker { writer.element("DeleteMarker", true) }
      writer.element("DeleteMarkerVersionId", item.deleteMarkerVersionID)
      writer.close("Deleted")
    }
    for item in failures {
      writer.open("Error")
      writer.element("Key", bytes: item.key.bytes)
      writer.element("VersionId", item.versionID)
      writer.element("Code", item.codeName)
      writer.element("Message", item.message)
      writer.close("Error")
    }
    writer.close("DeleteResult")
    return WireResponse(xml: writer.finish())
  }

  package init(_ response: WireResponse) throws(InvalidResponse) {
    self.init(deleted: [])
    var result = self
    try response.document { (reader) throws(XMLError) in
      try reader.enter("DeleteResult")
      while let name = try reader.nextChild() {
        switch name {
        case "Deleted": result.deleted.append(try Deleted(&reader))
        case "Error": result.failures.append(try Failure(&reader))
        default: try reader.skip()
        }
      }
      try reader.finish()
    }
    self = result
  }
}

extension DeleteObjectsResponse.Deleted {
  fileprivate init(_ reader: inout XMLReader) throws(XMLError) {
    self.init(key: ObjectKey(bytes: []))
    while let name = try reader.nextChild() {
      switch name {
      case "Key": key = ObjectKey(bytes: try reader.readBytes())
      case "VersionId": versionID = try reader.readString()
      case "DeleteMarker": isDeleteMarker = try reader.readBool()
      case "DeleteMarkerVersionId": deleteMarkerVersionID = try reader.readString()
      default: try reader.skip()
      }
    }
  }
}

extension DeleteObjectsResponse.Failure {
  fileprivate init(_ reader: inout XMLReader) throws(XMLError) {
    self.init(key: ObjectKey(bytes: []), codeName: "", message: "")
    while let name = try reader.nextChild() {
      switch name {
      case "Key": key = ObjectKey(bytes: try reader.readBytes())
      case "VersionId": versionID = try reader.readString()
      case "Code": codeName = try reader.readString()
      case "Message": message = try reader.readString()
      default: try reader.skip()
      }
    }
  }
}
