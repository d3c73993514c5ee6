import ArgumentParser
import BlobStorage
import S3Protocol
import S3Server

/// How a daemon keeps what it is given.
struct ServeStorageOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      File with the keys of encryption at rest (SSE-S3), mode 0600. Without it requests for such encryption are \
      refused. Who loses the file loses the encrypted objects.
      """, valueName: "file"), completion: .file())
  var encryptionKey: String?

  @Flag(help: "Make the file of --encryption-key, with a new key, where it is missing.")
  var makeEncryptionKey = false

  @Option(
    help: ArgumentHelp(
      """
      Keep the objects of a storage class in a folder of its own, as STANDARD_IA=/mnt/slow; may be repeated. It is \
      remembered.
      """, valueName: "class=dir"))
  var storageClass: [StorageClassFolder] = []

  @Option(
    help: ArgumentHelp(
      "How much the background scrub reads a second, comparing it with what was written; 0 for none.",
      valueName: "size"))
  var scrubRate = ByteSize(bytes: 8 << 20)

  /// Reads the key file. Throws a usage error for two folders of one class.
  func settings(_ reporter: Reporter) throws -> StorageSettings {
    var settings = StorageSettings()
    settings.scrubBytesPerSecond = scrubRate.bytes > 0 ? scrubRate.bytes : nil
    for item in storageClass {
      guard settings.volumes.updateValue(item.path, forKey: item.storageClass) == nil else {
        throw CommandError.usage("--storage-class names \(item.storageClass) twice")
      }
    }
    guard let encryptionKey else {
      guard !makeEncryptionKey else { throw CommandError.usage("--make-encryption-key needs --encryption-key") }
      return settings
    }
    let path = String(decoding: ArgumentBytes.bytes(encryptionKey), as: UTF8.self)
    do {
      let loaded = try EncryptionKeyFile.load(path, makesIt: makeEncryptionKey)
      settings.keyring = loaded.keyring
      if loaded.isNew { reporter.note("serve: made a new encryption key in \(path); keep a copy of it elsewhere") }
    } catch {
      throw CommandError(.denied, error.message, next: "name the key file that the store was encrypted with")
    }
    return settings
  }
}

/// `STANDARD_IA=/mnt/slow`
struct StorageClassFolder: ExpressibleByArgument, Sendable {
  let storageClass: String
  let path: String

  init?(argument: String) {
    guard let equals = argument.firstIndex(of: "=") else { return nil }
    storageClass = String(argument[..<equals])
    let bytes = ArgumentBytes.bytes(argument[argument.index(after: equals)...])
    guard let text = String(validating: bytes, as: UTF8.self), !text.isEmpty,
      storageClass != "STANDARD", WriteHeaders.storageClasses.contains(storageClass)
    else { return nil }
    path = text
  }
}
