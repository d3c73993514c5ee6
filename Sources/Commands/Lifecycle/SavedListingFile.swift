import ArgumentParser
import Glibc
import LocalFiles
import Provisioning
import S3Protocol
import StorageModel

/// A saved listing as a file: cairn-lifecycle(1), "SAVED LISTINGS".
final class SavedListingFile {
  /// A document has to be in memory whole; lines are read as they come.
  private static let documentLimitBytes = 512 << 20
  private static let pieceBytes = 1 << 20

  private let name: [UInt8]
  private var listing = SavedListing()
  private let read: (Int) throws -> [UInt8]
  /// The keys of the first piece, by which the form and the versioning are known.
  private var waiting: [SavedListing.Key] = []
  private var isAtEnd = false

  init(_ path: [UInt8]) throws {
    let file: OpenFile
    do throws(LocalError) { file = try OpenFile.open(absolute: path) } catch {
      guard error.errno == ENOENT else { throw error }
      throw CommandError(
        .notFound, "\(escapedForDisplay(path)): no such file", next: "write s3://bucket for a bucket")
    }
    var offset: Int64 = 0
    name = path
    read = { count in
      let bytes = try file.read(at: offset, count: count)
      offset += Int64(bytes.count)
      return bytes
    }
    try begin()
  }

  init(standardInput descriptor: Int32) throws {
    name = Array("standard input".utf8)
    read = { try SmallFile.readPiece(descriptor, name: Array("standard input".utf8), count: $0) }
    try begin()
  }

  /// What the version ids say of the bucket; one without any had no versioning.
  func versioning() throws -> VersioningStatus? { listing.hasVersions ? .enabled : nil }

  /// Calls `body` with each key, and whether all objects so far came with their tags.
  func forEachKey(_ body: (SavedListing.Key, Bool) throws -> Void) throws {
    while true {
      for key in waiting { try body(key, listing.hasTags) }
      waiting = []
      guard !isAtEnd else { return }
      try readMore()
    }
  }

  private func begin() throws {
    var start = try read(Self.pieceBytes)
    if Self.isDocument(start) {
      while start.count <= Self.documentLimitBytes {
        let more = try read(Self.pieceBytes)
        if more.isEmpty { break }
        start += more
      }
      guard start.count <= Self.documentLimitBytes else {
        throw CommandError.usage(
          "\(escapedForDisplay(name)) is too large for one document", next: "save it with 'cairn versions list --json'")
      }
      isAtEnd = true
      waiting = try named { () throws(ProvisioningError) in try listing.document(start) }
      return
    }
    try take(start)
    while waiting.isEmpty, !isAtEnd { try readMore() }
  }

  private func readMore() throws { try take(try read(Self.pieceBytes)) }

  private func take(_ bytes: [UInt8]) throws {
    isAtEnd = bytes.isEmpty
    waiting = try named { () throws(ProvisioningError) in
      bytes.isEmpty ? try listing.finish() : try listing.feed(bytes)
    }
  }

  private func named(_ work: () throws(ProvisioningError) -> [SavedListing.Key]) throws -> [SavedListing.Key] {
    do throws(ProvisioningError) {
      return try work()
    } catch {
      throw CommandError.usage("\(escapedForDisplay(name)): \(error.message)")
    }
  }

  /// The AWS CLI breaks its lines; a record of Cairn is one line and has a schema or a key.
  private static func isDocument(_ bytes: [UInt8]) -> Bool {
    let line = bytes.prefix { $0 != UInt8(ascii: "\n") }
    guard let text = String(validating: line, as: UTF8.self) else { return false }
    if text.allSatisfy(\.isWhitespace) || text.trimmingPrefix(while: \.isWhitespace) == "{" { return true }
    return ["Versions", "DeleteMarkers", "Contents", "RequestCharged"].contains { text.hasPrefix("{\"\($0)\"") }
      || ["Versions", "DeleteMarkers", "Contents", "RequestCharged"].contains { text.hasPrefix("{ \"\($0)\"") }
  }
}

/// The values of `--versioning`.
enum ListedVersioning: String, ExpressibleByArgument, CaseIterable {
  case enabled, suspended, none

  var status: VersioningStatus? {
    switch self {
    case .enabled: .enabled
    case .suspended: .suspended
    case .none: nil
    }
  }
}
