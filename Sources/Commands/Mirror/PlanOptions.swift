import Mirroring
import Planning
import StorageModel

/// The options of a plan that the run which applies it needs, as text in the plan's header.
enum PlanOptions {
  static func encode(_ options: MirrorOptions, direction: SyncDirection) -> [String: String] {
    var values: [String: String] = ["direction": direction.rawValue]
    let metadata = options.metadata
    let letters: [(Bool, String)] = [
      (metadata.symlinks, "l"), (metadata.permissions, "p"), (metadata.times, "t"), (metadata.owner, "o"),
      (metadata.group, "g"), (metadata.extendedAttributes, "X"), (metadata.sparse, "S"),
    ]
    values["keep"] = letters.filter(\.0).map(\.1).joined()
    values["storage-class"] = options.objects.storageClass
    values["sse"] = options.objects.serverSideEncryption
    values["sse-kms-key-id"] = options.objects.kmsKeyID
    values["content-type"] = options.objects.contentType
    values["cache-control"] = options.objects.cacheControl
    values["part-size"] = options.partSizeBytes.map { String($0) }
    for (name, value) in options.objects.metadata { values["metadata." + name] = value }
    for (name, value) in options.objects.tags { values["tag." + name] = value }
    return values
  }

  static func decode(_ values: [String: String], direction: SyncDirection) -> MirrorOptions {
    var options = MirrorOptions(rules: ChangeRules(direction: direction))
    let letters = values["keep"] ?? ""
    options.metadata.symlinks = letters.contains("l")
    options.metadata.permissions = letters.contains("p")
    options.metadata.times = letters.contains("t")
    options.metadata.owner = letters.contains("o")
    options.metadata.group = letters.contains("g")
    options.metadata.extendedAttributes = letters.contains("X")
    options.metadata.sparse = letters.contains("S")
    options.objects.storageClass = values["storage-class"]
    options.objects.serverSideEncryption = values["sse"]
    options.objects.kmsKeyID = values["sse-kms-key-id"]
    options.objects.contentType = values["content-type"]
    options.objects.cacheControl = values["cache-control"]
    options.partSizeBytes = values["part-size"].flatMap { Int64($0) }
    for (name, value) in values.sorted(by: { $0.key < $1.key }) {
      if name.hasPrefix("metadata.") { options.objects.metadata.append((String(name.dropFirst(9)), value)) }
      if name.hasPrefix("tag.") { options.objects.tags.append((String(name.dropFirst(4)), value)) }
    }
    return options
  }
}
