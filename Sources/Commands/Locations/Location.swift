import StorageModel

/// Where a tree, an object or a stream is, as a user names it: cairn(1), "LOCATIONS".
enum Location: Sendable, Equatable {
  /// A path of this machine.
  case local([UInt8])
  case bucket(BucketLocation)
  /// `-`: standard input or output.
  case standardStream

  /// Parses what the command line gave; see ``ArgumentBytes``.
  ///
  /// `s3://bucket/prefix`, `NAME:bucket/prefix` where the name has letters, digits, `_`, `-` and no `/` before the
  /// colon, `-`, otherwise a path (`./a:b` for a path with a colon).
  init(argument: String) throws {
    let bytes = ArgumentBytes.bytes(argument)
    guard !bytes.isEmpty else {
      throw CommandError.usage("a location is empty", next: "name a path, or s3://bucket/prefix")
    }
    guard !bytes.contains(0) else { throw CommandError.usage("a location holds a NUL byte") }
    if bytes == [UInt8(ascii: "-")] {
      self = .standardStream
    } else if bytes.starts(with: "s3://".utf8) {
      self = .bucket(try BucketLocation(remote: nil, rest: Array(bytes.dropFirst(5)), argument: bytes))
    } else if let colon = bytes.firstIndex(of: UInt8(ascii: ":")), Self.isRemoteName(bytes[..<colon]) {
      let name = String(decoding: bytes[..<colon], as: UTF8.self)
      let rest = Array(bytes[(colon + 1)...])
      guard !rest.starts(with: "//".utf8) else {
        throw CommandError.usage(
          "unknown scheme '\(name)://'", next: "use s3://bucket/prefix, NAME:bucket/prefix or a path")
      }
      self = .bucket(try BucketLocation(remote: name, rest: rest, argument: bytes))
    } else {
      self = .local(bytes)
    }
  }

  private static func isRemoteName(_ bytes: ArraySlice<UInt8>) -> Bool {
    !bytes.isEmpty
      && bytes.allSatisfy { byte in
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
          || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "_")
          || byte == UInt8(ascii: "-")
      }
  }
}

extension Location: CustomStringConvertible {
  var description: String {
    switch self {
    case .local(let path): escapedForDisplay(path)
    case .bucket(let location): location.description
    case .standardStream: "-"
    }
  }
}

/// A bucket of Amazon S3 or of a remote, and the key or prefix after it.
struct BucketLocation: Sendable, Equatable, CustomStringConvertible {
  /// The remote of the configuration file; nil for `s3://`.
  var remote: String?
  /// nil where only the endpoint was named: `s3://`, `NAME:`.
  var bucket: BucketName?
  /// What follows the bucket's slash, as it was given: a key, or a prefix with or without its last slash.
  var key: [UInt8]

  fileprivate init(remote: String?, rest: [UInt8], argument: [UInt8]) throws {
    self.remote = remote
    let slash = rest.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
    key = Array(rest[slash...].dropFirst())
    guard slash > 0 else {
      guard key.isEmpty else { throw CommandError.usage("\(escapedForDisplay(argument)) names no bucket") }
      bucket = nil
      return
    }
    let name = String(validating: rest[..<slash], as: UTF8.self)
    guard let bucket = name.flatMap({ BucketName($0) }) else {
      throw CommandError.usage(
        "'\(escapedForDisplay(Array(rest[..<slash])))' is not a bucket name",
        next: remote == nil
          ? "bucket names have 3 to 63 lower-case letters, digits, dots and hyphens"
          : "write ./\(escapedForDisplay(argument)) for a path with a colon")
    }
    self.bucket = bucket
  }

  /// The key as the name of a folder: ends in `/`, or is empty for the whole bucket.
  var folderPrefix: [UInt8] {
    key.isEmpty || key.last == UInt8(ascii: "/") ? key : key + [UInt8(ascii: "/")]
  }

  /// The bucket; a usage error where none was named.
  func requireBucket() throws -> BucketName {
    guard let bucket else {
      throw CommandError.usage("\(description) names no bucket", next: "write \(description)BUCKET/PREFIX")
    }
    return bucket
  }

  /// The bucket and a key; a usage error where either is missing.
  func requireKey() throws -> (bucket: BucketName, key: ObjectKey) {
    let bucket = try requireBucket()
    guard !key.isEmpty else { throw CommandError.usage("\(description) names no object", next: "add its key") }
    guard key.count <= ObjectKey.maximumBytes else {
      throw CommandError.usage("the key of \(description) is longer than \(ObjectKey.maximumBytes) bytes")
    }
    return (bucket, ObjectKey(bytes: key))
  }

  var description: String {
    let start = remote.map { "\($0):" } ?? "s3://"
    guard let bucket else { return start }
    return key.isEmpty ? "\(start)\(bucket)" : "\(start)\(bucket)/\(escapedForDisplay(key))"
  }
}
