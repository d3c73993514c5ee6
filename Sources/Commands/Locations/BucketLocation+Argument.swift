extension BucketLocation {
  /// An argument that must name a bucket, for `verb`.
  init(argument: String, verb: String) throws {
    switch try Location(argument: argument) {
    case .bucket(let location): self = location
    case .local(let path):
      let name = Location.local(path).description
      throw CommandError.usage(
        "\(verb) takes a bucket, and '\(name)' is a path", next: "write s3://\(name) or NAME:\(name)")
    case .standardStream: throw CommandError.usage("\(verb) takes a bucket, not '-'")
    }
  }
}
