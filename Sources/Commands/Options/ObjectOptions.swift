import ArgumentParser

/// The headers with which objects are written.
struct ObjectOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Storage class of new objects.", valueName: "class"))
  var storageClass: String?

  @Option(help: ArgumentHelp("Server-side encryption: AES256 or aws:kms.", valueName: "kind"))
  var sse: String?

  @Option(help: ArgumentHelp("Key for aws:kms.", valueName: "id"))
  var sseKmsKeyId: String?

  @Option(
    name: .long, parsing: .singleValue, help: ArgumentHelp("User metadata of new objects.", valueName: "name=value"))
  var metadata: [NameValue] = []

  @Option(name: .long, parsing: .singleValue, help: ArgumentHelp("Tag of new objects.", valueName: "name=value"))
  var tag: [NameValue] = []

  @Option(help: ArgumentHelp("Content-Type (default: guessed from the name).", valueName: "type"))
  var contentType: String?

  @Option(help: ArgumentHelp("Cache-Control of new objects.", valueName: "value"))
  var cacheControl: String?

  func validate() throws {
    if let sse, !["AES256", "aws:kms"].contains(sse) { throw ValidationError("--sse takes AES256 or aws:kms") }
    if tag.count > 10 { throw ValidationError("an object takes at most 10 tags") }
  }
}

/// `name=value`.
struct NameValue: ExpressibleByArgument, Sendable, Equatable {
  let name: String
  let value: String

  init?(argument: String) {
    guard let equals = argument.firstIndex(of: "="), equals != argument.startIndex else { return nil }
    name = String(argument[..<equals])
    value = String(argument[argument.index(after: equals)...])
  }
}
