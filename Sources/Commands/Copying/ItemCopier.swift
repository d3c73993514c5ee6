import LocalFiles
import Mirroring
import ObjectStores
import StorageModel
import Synchronization
import Transfers

/// Copies single objects and files: up, down, inside an endpoint, between endpoints, from and to a pipe.
struct ItemCopier: Sendable {
  let endpoints: Endpoints
  let resources: TransferResources
  let objects: ObjectSettings
  let metadata: MetadataSelection
  /// Fails rather than replace what is there.
  let keepsExisting: Bool
  var partSizeBytes: Int64?
  var versionID: String?
  let context: CommandContext
  /// Bytes over the wire so far, and what is on its way.
  let progress = CopyProgress()

  /// What became of an item.
  struct Done: Sendable {
    enum Action: String, Sendable { case upload, download, copy, relay }
    var action: Action
    var sizeBytes: Int64
    /// Of the source object, for a delete that must not hit another one; nil for a file.
    var sourceETag: ETag?
  }

  func copy(_ item: CopyItem) async throws -> Done {
    progress.began(item.source)
    defer { progress.ended(item.source) }
    switch (item.source, item.target) {
    case (.local(let path), .bucket(let place)): return try await upload(path, to: place)
    case (.standardStream, .bucket(let place)): return try await uploadInput(to: place)
    case (.bucket(let place), .local(let path)): return try await download(place, to: path)
    case (.bucket(let place), .standardStream): return try await write(place)
    case (.bucket(let from), .bucket(let to)): return try await copy(from, to: to)
    default: throw CommandError.usage("one of source and target must be a bucket")
    }
  }

  private var condition: WriteCondition { keepsExisting ? .onlyIfAbsent : .always }

  private func upload(_ path: [UInt8], to place: BucketLocation) async throws -> Done {
    let key = try place.requireKey().key
    let file = try LocalPlace(resolving: path)
    let status = try file.root.status(file.name)
    guard status.kind != .directory else {
      throw CommandError.usage("\(Location.local(path)) is a folder", next: "add -r to copy what is in it")
    }
    let attributes =
      metadata.extendedAttributes ? try file.root.open(file.name).extendedAttributes() : []
    let entry = status.entry(path: file.name)
    let headers = objects.headers(
      for: PathBytes(bytes: key.bytes), metadata.metadata(of: entry, extendedAttributes: attributes))
    let uploader = FileUploader(store: try endpoints.store(place), root: file.root, resources: resources)
    let uploaded = try await uploader.upload(
      UploadRequest(
        path: file.name, key: key, options: objects.writeOptions(headers, condition: condition),
        preferredPartSizeBytes: partSizeBytes), progress: progress.add)
    return Done(action: .upload, sizeBytes: uploaded.fingerprint.sizeBytes)
  }

  private func uploadInput(to place: BucketLocation) async throws -> Done {
    let key = try place.requireKey().key
    let headers = objects.headers(for: PathBytes(bytes: key.bytes), ObjectMetadata(modified: context.now()))
    let uploader = PipeUploader(
      store: try endpoints.store(place), key: key, options: objects.writeOptions(headers, condition: condition),
      partSizeBytes: partSizeBytes ?? PipeUploader.defaultPartBytes, progress: progress.add)
    let size = try await uploader.upload(from: InputReader(descriptor: context.inputDescriptor))
    return Done(action: .upload, sizeBytes: size)
  }

  private func download(_ place: BucketLocation, to path: [UInt8]) async throws -> Done {
    let key = try place.requireKey().key
    let store = try endpoints.store(place)
    let info = try await head(store, key, place)
    let file = try LocalPlace(creating: path)
    let selection = metadata
    let downloader = FileDownloader(store: store, root: file.root, resources: resources)
    let downloaded = try await downloader.download(
      DownloadRequest(
        key: key, versionID: versionID, sizeBytes: info.sizeBytes, etag: info.etag, path: file.name,
        placement: { info in
          let kept = ObjectMetadata(userMetadata: info.headers.metadata)
          return .file(selection.fileMetadata(kept, fallback: info.lastModified))
        },
        replacing: keepsExisting ? .nothing : .anything, durability: .now, keepsHoles: metadata.sparse),
      progress: progress.add)
    return Done(action: .download, sizeBytes: downloaded.info.sizeBytes, sourceETag: downloaded.info.etag)
  }

  private func write(_ place: BucketLocation) async throws -> Done {
    let key = try place.requireKey().key
    let stream = ObjectStream(
      store: try endpoints.store(place), key: key, versionID: versionID, writer: OutputWriter(output: context.output))
    let size = try await stream.run()
    progress.add(size)
    return Done(action: .download, sizeBytes: size)
  }

  private func copy(_ from: BucketLocation, to: BucketLocation) async throws -> Done {
    let (fromBucket, fromKey) = try from.requireKey()
    let toKey = try to.requireKey().key
    let source = try endpoints.place(from)
    let target = try endpoints.place(to)
    let info = try await head(source.store, fromKey, from)
    guard source.endpointIdentity == target.endpointIdentity else {
      return try await relay(info, source, fromKey, target, toKey)
    }
    var options = CopyOptions(condition: condition, storageClass: objects.storageClass)
    if objects.changesHeaders { options.replacingHeaders = objects.replacing(info.headers) }
    let copier = ObjectCopier(store: target.store, resources: resources)
    _ = try await copier.copy(
      CopySource(bucket: fromBucket, key: fromKey, versionID: versionID, ifMatch: info.etag),
      sizeBytes: info.sizeBytes, sourceHeaders: info.headers, to: toKey, options)
    return Done(action: .copy, sizeBytes: info.sizeBytes, sourceETag: info.etag)
  }

  private func relay(
    _ info: ObjectInfo, _ source: BucketPlace, _ fromKey: ObjectKey, _ target: BucketPlace, _ toKey: ObjectKey
  ) async throws -> Done {
    let settings = objects
    let condition = condition
    let copier = StreamCopier(from: source.store, to: target.store, resources: resources)
    _ = try await copier.copy(
      StreamCopyRequest(
        key: fromKey, versionID: versionID, sizeBytes: info.sizeBytes, etag: info.etag, target: toKey,
        preferredPartSizeBytes: partSizeBytes,
        options: { settings.writeOptions(settings.replacing($0.headers), condition: condition) }),
      progress: progress.add)
    return Done(action: .relay, sizeBytes: info.sizeBytes, sourceETag: info.etag)
  }

  private func head(_ store: any ObjectStore, _ key: ObjectKey, _ place: BucketLocation) async throws -> ObjectInfo {
    do { return try await store.head(key, ReadOptions(versionID: versionID)) } catch {
      guard error.code == .noSuchKey else { throw error }
      throw CommandError(error, next: "check the name with 'cairn ls', or add -r if it is a folder")
    }
  }
}

extension ObjectSettings {
  /// True when a copy cannot take over the headers of its source as they are.
  var changesHeaders: Bool { contentType != nil || cacheControl != nil || !metadata.isEmpty }

  /// The headers of a source with what the user named in their place.
  func replacing(_ headers: ObjectHeaders) -> ObjectHeaders {
    var replaced = headers
    replaced.contentType = contentType ?? headers.contentType
    replaced.cacheControl = cacheControl ?? headers.cacheControl
    for (name, value) in metadata { replaced.metadata[name.lowercased()] = value }
    return replaced
  }
}
