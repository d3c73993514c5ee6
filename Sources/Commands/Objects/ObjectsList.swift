import ArgumentParser
import ObjectStores
import StorageModel

/// `cairn ls`
struct ObjectsList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ls",
    abstract: "List objects, or buckets.",
    discussion: """
      Lists what lies directly in the bucket or folder, folders first named with a slash; with -r everything below it. \
      Without a bucket, lists the buckets.
      """,
    helpNames: .long)

  @Argument(help: ArgumentHelp("Bucket or folder: s3://bucket/prefix or NAME:bucket/prefix.", valueName: "location"))
  var location = "s3://"

  @Flag(name: .shortAndLong, help: "List everything below the folder.")
  var recursive = false

  @Flag(name: [.customShort("h"), .long], help: "Sizes in KiB, MiB and so on.")
  var human = false

  @Flag(name: [.customShort("1"), .long], help: "Names only, one a line.")
  var names = false

  @Flag(name: [.customShort("0"), .customLong("null")], help: "Names only, unescaped, each ending in a NUL byte.")
  var nul = false

  @OptionGroup var past: PastOptions
  @OptionGroup(title: "Connection") var connection: ConnectionOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func run() async throws {
    let context = CommandContext.current
    let place = try BucketLocation(argument: location, verb: "ls")
    let endpoints = try Endpoints(connection, context)
    guard place.bucket != nil else {
      return try await BucketListing(service: endpoints.service(place), json: output.json, context: context).write()
    }
    let store = try endpoints.store(place, at: past.view(context))
    let found = try await list(store, prefix: place.folderPrefix, context)
    guard !found, !place.key.isEmpty else { return }
    try await listObject(store, place, context)
  }

  /// True when there was anything below `prefix`.
  private func list(_ store: any ObjectStore, prefix: [UInt8], _ context: CommandContext) async throws -> Bool {
    let line = line(prefixBytes: prefix.count)
    let delimiter = recursive ? [] : [UInt8(ascii: "/")]
    var pages = ObjectPages(store: store, request: ListRequest(prefix: prefix, delimiter: delimiter))
    let count = try await pages.forEach { page in
      var buffer: [UInt8] = []
      merge(page, line, into: &buffer)
      try context.output.write(buffer)
    }
    return count > 0
  }

  /// Objects and folders of a page as one ascending sequence.
  private func merge(_ page: ListPage, _ line: ListingLine, into buffer: inout [UInt8]) {
    var folders = page.commonPrefixes[...]
    for object in page.objects {
      while let folder = folders.first, folder < object.key {
        line.append(folder: folder, to: &buffer)
        folders.removeFirst()
      }
      // The marker object of the folder itself is not in the folder.
      if line.prefixBytes == object.key.bytes.count, line.prefixBytes > 0, !recursive { continue }
      line.append(object, to: &buffer)
    }
    for folder in folders { line.append(folder: folder, to: &buffer) }
  }

  /// The argument names no folder: it may name an object.
  private func listObject(_ store: any ObjectStore, _ place: BucketLocation, _ context: CommandContext) async throws {
    let key = try place.requireKey().key
    let info: ObjectInfo?
    do { info = try await store.head(key, ReadOptions(wantsChecksum: false)) } catch {
      guard error.code == .noSuchKey else { throw error }
      info = nil
    }
    guard let info else {
      throw CommandError(.notFound, "nothing at \(place)", next: "check the name with 'cairn ls' one level up")
    }
    let object = ListedObject(
      key: key, sizeBytes: info.sizeBytes, etag: info.etag, lastModified: info.lastModified,
      storageClass: info.storageClass)
    var buffer: [UInt8] = []
    line(prefixBytes: PathBytes(bytes: key.bytes).parent.bytes.count).append(object, to: &buffer)
    try context.output.write(buffer)
  }

  private func line(prefixBytes: Int) -> ListingLine {
    ListingLine(
      style: output.json ? .json : names || nul ? .names : .long, isHuman: human, prefixBytes: prefixBytes,
      terminator: nul ? 0 : UInt8(ascii: "\n"))
  }
}
