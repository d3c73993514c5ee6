/// The element Tagging: the tags of an object or a bucket.
enum TagSetDocument {
  /// The tags as they stand, unchecked.
  static func read(_ reader: inout XMLReader) throws(XMLError) -> [ObjectTag] {
    var tags: [ObjectTag] = []
    try reader.enter("Tagging")
    while let name = try reader.nextChild() {
      guard name == "TagSet" else {
        try reader.skip()
        continue
      }
      while let name = try reader.nextChild() {
        guard name == "Tag", tags.count <= ObjectTags.bucketLimit else { throw reader.error(.badValue) }
        tags.append(try readTag(&reader))
      }
    }
    try reader.finish()
    return tags
  }

  /// Also inside the filters of lifecycle rules.
  static func readTag(_ reader: inout XMLReader) throws(XMLError) -> ObjectTag {
    var key: String?
    var value = ""
    while let name = try reader.nextChild() {
      switch name {
      case "Key": key = try reader.readString()
      case "Value": value = try reader.readString()
      default: try reader.skip()
      }
    }
    guard let key else { throw reader.error(.badValue) }
    return ObjectTag(key: key, value: value)
  }

  static func write(_ tag: ObjectTag, to writer: inout XMLWriter) {
    writer.open("Tag")
    writer.element("Key", tag.key)
    writer.element("Value", tag.value)
    writer.close("Tag")
  }

  static func xml(_ tags: [ObjectTag]) -> [UInt8] {
    var writer = XMLWriter()
    writer.openRoot("Tagging")
    writer.open("TagSet")
    for tag in tags { write(tag, to: &writer) }
    writer.close("TagSet")
    writer.close("Tagging")
    return writer.finish()
  }
}
