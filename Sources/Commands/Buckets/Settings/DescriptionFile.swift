import Provisioning
import StorageModel

/// The file of `bucket diff`, `apply` and `lifecycle simulate`.
enum DescriptionFile {
  private static let limitBytes = 4 << 20

  /// Reads the file, or standard input for `-`.
  static func read(_ path: String, _ context: CommandContext) throws -> BucketDescription {
    let name = ArgumentBytes.bytes(path)
    let bytes =
      path == "-"
      ? try SmallFile.readAll(context.inputDescriptor, name: Array("standard input".utf8), limitBytes: limitBytes)
      : try SmallFile.read(name, limitBytes: limitBytes)
    guard let bytes else { throw CommandError(.notFound, "\(escapedForDisplay(name)): no such file") }
    do throws(ProvisioningError) {
      return try BucketDescription(parsing: bytes)
    } catch {
      throw CommandError.usage("\(escapedForDisplay(name)): \(error.message)")
    }
  }
}

extension CommandError {
  init(_ error: ProvisioningError) {
    switch error.code {
    case .badFile, .badRule: self.init(.usage, error.message)
    case .unreadableSettings:
      self.init(.unreachable, error.message, next: "look at it with the AWS CLI before it is replaced")
    case .refused:
      self.init(
        .damaged, "\(error.message); what was there before stays",
        next: "leave it out of the file, or see 'cairn doctor'")
    case .altered:
      self.init(.damaged, error.message, next: "leave out what the endpoint cannot do, or see 'cairn doctor'")
    case .notRestored:
      self.init(.damaged, error.message, next: "compare with 'cairn bucket diff' and put it right by hand")
    }
    store = error.cause
  }
}
