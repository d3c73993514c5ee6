import HTTPTransport
import ObjectStores
import S3Protocol
import StorageModel

/// Lists versions as SeaweedFS does: goes through directories, where the versions of `a` lie at `a.versions`, sorts
/// what it found for a page by bytes, and begins the next page behind the last key of this one.
struct WalkingServer: Sendable {
  struct Version: Hashable, Sendable {
    let key: String
    let id: Int
    let isLatest: Bool

    var position: [UInt8] { Array((key + ".versions").utf8) }
  }

  /// In the order of the walk.
  private let versions: [Version]
  /// How many entries a page has at the most, when folders are listed. Other prefixes have pages of 1,000.
  let pageLimit: Int
  var othersLimit = 1000
  var name = "SeaweedFS 30GB 4.48"

  init(_ keys: [String: Int], pageLimit: Int) {
    self.pageLimit = pageLimit
    versions = keys.flatMap { key, count in
      (1...count).reversed().map { Version(key: key, id: $0, isLatest: $0 == count) }
    }.sorted { left, right in
      let order = ListingOrder.folders.compare(left.position, right.position)
      return order == 0 ? left.id > right.id : order < 0
    }
  }

  /// In the order that S3 has.
  var all: [String] {
    versions.sorted { ($0.key, $1.id) < ($1.key, $0.id) }.map { "\($0.key):\($0.id)" }
  }

  private enum Entry {
    case version(Version)
    case folder(String)

    var name: String {
      switch self {
      case .version(let version): version.key
      case .folder(let name): name
      }
    }
    var position: [UInt8] {
      switch self {
      case .version(let version): version.position
      case .folder(let name): Array(name.utf8)
      }
    }
  }

  var sender: ScriptedSender {
    ScriptedSender { request, _ in
      let query = request.url.split(separator: "?", maxSplits: 1).last ?? ""
      var parameters: [String: String] = [:]
      for parameter in query.split(separator: "&") {
        let pieces = parameter.split(separator: "=", maxSplits: 1)
        guard pieces.count == 2 else { continue }
        parameters[String(pieces[0])] = String(decoding: try PercentCoding.decode(pieces[1].utf8), as: UTF8.self)
      }
      return answer(parameters)
    }
  }

  private func answer(_ parameters: [String: String]) -> HTTPResponse {
    let prefix = parameters["prefix"] ?? ""
    var found = entries(prefix, folds: parameters["delimiter"] == "/")
    if let marker = parameters["key-marker"] {
      let id = parameters["version-id-marker"].flatMap { Int($0) } ?? 0
      let place = marker.hasSuffix("/") ? Array(marker.utf8) : Array((marker + ".versions").utf8)
      found.removeAll { entry in
        if case .version(let version) = entry, version.key == marker { return version.id >= id }
        return entry.name <= marker || ListingOrder.folders.compare(entry.position, place) <= 0
      }
    }
    let limit = prefix.isEmpty || prefix.hasSuffix("/") ? pageLimit : othersLimit
    // It collects one more than the page has, to see whether that is the last one.
    let page = found.prefix(limit + 1).enumerated().sorted { left, right in
      left.element.name == right.element.name ? left.offset < right.offset : left.element.name < right.element.name
    }.prefix(limit).map(\.element)
    return document(page, isTruncated: found.count > limit)
  }

  private func entries(_ prefix: String, folds: Bool) -> [Entry] {
    var found: [Entry] = []
    for version in versions where version.key.hasPrefix(prefix) {
      let rest = version.key.dropFirst(prefix.count)
      guard folds, let slash = rest.firstIndex(of: "/") else {
        found.append(.version(version))
        continue
      }
      let folder = prefix + rest[...slash]
      if found.last?.name != folder { found.append(.folder(folder)) }
    }
    return found
  }

  private func document(_ page: [Entry], isTruncated: Bool) -> HTTPResponse {
    var body = "<IsTruncated>\(isTruncated)</IsTruncated>"
    if isTruncated, let last = page.last {
      body += "<NextKeyMarker>\(last.name)</NextKeyMarker>"
      if case .version(let version) = last { body += "<NextVersionIdMarker>\(version.id)</NextVersionIdMarker>" }
    }
    for case .version(let version) in page {
      body += "<Version><Key>\(version.key)</Key><VersionId>\(version.id)</VersionId>"
      body += "<IsLatest>\(version.isLatest)</IsLatest><ETag>\"e\"</ETag><Size>1</Size>"
      body += "<LastModified>2026-01-01T00:00:00Z</LastModified></Version>"
    }
    for case .folder(let name) in page { body += "<CommonPrefixes><Prefix>\(name)</Prefix></CommonPrefixes>" }
    var response = HTTPResponse.document("ListVersionsResult", body)
    response.fields["Server"] = name
    return response
  }
}
