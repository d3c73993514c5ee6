import StorageModel

/// One object or file to copy, and exactly where to.
struct CopyItem: Sendable, Equatable {
  var source: Location
  var target: Location

  /// Finds out where each source goes. `isFolder` says whether a path of this machine is a folder.
  ///
  /// A target that ends in `/`, is a whole bucket or an existing folder takes sources under their own names; any other
  /// target is the new name of the one source.
  static func resolve(
    _ sources: [Location], to target: Location, isFolder: ([UInt8]) -> Bool
  ) throws -> [CopyItem] {
    let takesNames = isFolderTarget(target, isFolder)
    guard sources.count == 1 || takesNames else {
      throw CommandError.usage("\(target) is no folder", next: "end it with a slash to copy several sources into it")
    }
    return try sources.map { source in
      if case (.local, .local) = (source, target) {
        throw CommandError.usage("\(source) and \(target) are both on this machine", next: "use cp(1)")
      }
      return CopyItem(source: source, target: takesNames ? try child(of: target, named: source) : target)
    }
  }

  private static func isFolderTarget(_ target: Location, _ isFolder: ([UInt8]) -> Bool) -> Bool {
    switch target {
    case .local(let path): path.last == UInt8(ascii: "/") || isFolder(path)
    case .bucket(let place): place.key.isEmpty || place.key.last == UInt8(ascii: "/")
    case .standardStream: false
    }
  }

  private static func child(of target: Location, named source: Location) throws -> Location {
    let name: [UInt8]
    switch source {
    case .local(let path): name = PathBytes(bytes: path).lastSegment
    case .bucket(let place): name = PathBytes(bytes: place.key).lastSegment
    case .standardStream:
      throw CommandError.usage("standard input has no name", next: "name the object behind the folder \(target)")
    }
    guard PathBytes(bytes: name).isSafeBelowRoot else {
      throw CommandError(
        .refused, "\(source) has no name that could stand in a folder", next: "name the target in full")
    }
    switch target {
    case .local(let path): return .local(path + (path.last == UInt8(ascii: "/") ? [] : [UInt8(ascii: "/")]) + name)
    case .bucket(var place):
      place.key = place.folderPrefix + name
      return .bucket(place)
    case .standardStream: return target
    }
  }
}
