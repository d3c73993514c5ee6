internal import CCurl
internal import Glibc
internal import StorageModel

// What curl calls while it runs a transfer, always on the engine's thread. The context is the Transfer, kept alive by
// the engine for as long as curl knows the handle.

private func transfer(_ context: UnsafeMutableRawPointer?) -> Transfer? {
  context.map { Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
}

/// CURLOPT_READFUNCTION: the next bytes of the request's body.
func curlReadsBody(
  _ buffer: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
)
  -> Int
{
  guard let transfer = transfer(context), let buffer, let source = transfer.request.body else { return 0 }
  let room = UnsafeMutableRawBufferPointer(start: UnsafeMutableRawPointer(buffer), count: size * count)
  switch source {
  case .bytes(let bytes): return transfer.copy(bytes, into: room)
  case .file(let region): return transfer.read(region, into: room)
  case .stream(_, let lengthBytes): return transfer.pull(lengthBytes: lengthBytes, into: room)
  }
}

/// CURLOPT_SEEKFUNCTION: curl starts over, because a kept connection turned out dead or after 417.
func curlSeeksBody(_ context: UnsafeMutableRawPointer?, _ offset: curl_off_t, _ origin: Int32) -> Int32 {
  guard let transfer = transfer(context), origin == SEEK_SET, offset >= 0, let body = transfer.request.body else {
    return CURL_SEEKFUNC_FAIL
  }
  if !body.isRepeatable { return Int64(offset) == transfer.sentBytes ? CURL_SEEKFUNC_OK : CURL_SEEKFUNC_FAIL }
  transfer.sentBytes = Int64(offset)
  return CURL_SEEKFUNC_OK
}

/// CURLOPT_HEADERFUNCTION: one line of the response's header or trailer.
func curlWritesHeader(
  _ buffer: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
  guard let transfer = transfer(context), let buffer else { return 0 }
  transfer.header.append(UnsafeRawBufferPointer(start: buffer, count: size * count))
  guard transfer.header.totalBytes <= transfer.limits.headerBytes else {
    transfer.failure = TransportError(
      .headersTooLarge, "the answer's header is longer than \(transfer.limits.headerBytes)")
    return 0
  }
  return size * count
}

/// CURLOPT_WRITEFUNCTION: bytes of the response's body.
func curlWritesBody(
  _ buffer: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
  guard let transfer = transfer(context), let buffer else { return 0 }
  let bytes = UnsafeRawBufferPointer(start: buffer, count: size * count)
  guard transfer.isSuccess else { return transfer.collectError(bytes) }
  return switch transfer.sink {
  case .memory(let limit): transfer.collect(bytes, limitBytes: limit)
  case .file(let region): transfer.write(bytes, to: region)
  case .stream: transfer.offer(bytes)
  }
}

extension Transfer {
  fileprivate func copy(_ bytes: [UInt8], into room: UnsafeMutableRawBufferPointer) -> Int {
    let start = Int(sentBytes)
    let count = min(room.count, bytes.count - start)
    guard count > 0 else { return 0 }
    bytes.withUnsafeBytes { all in
      room.copyMemory(from: UnsafeRawBufferPointer(rebasing: all[start..<start + count]))
    }
    sentBytes += Int64(count)
    return count
  }

  fileprivate func read(_ region: FileRegion, into room: UnsafeMutableRawBufferPointer) -> Int {
    let wanted = min(Int64(room.count), region.lengthBytes - sentBytes)
    guard wanted > 0 else { return 0 }
    while true {
      let got = pread(region.descriptor, room.baseAddress, Int(wanted), off_t(region.offset + sentBytes))
      if got > 0 {
        sentBytes += Int64(got)
        return got
      }
      if got < 0, errno == EINTR { continue }
      failure =
        got < 0
        ? TransportError(.source, "cannot read the file: \(String(cString: strerror(errno)))", errno: errno)
        : TransportError(.source, "the file became shorter while it was sent")
      return cairn_curl_read_abort
    }
  }

  fileprivate func pull(lengthBytes: Int64, into room: UnsafeMutableRawBufferPointer) -> Int {
    guard let uploadPipe else { return cairn_curl_read_abort }
    if sentBytes == lengthBytes { return 0 }
    let wanted = min(Int64(room.count), lengthBytes - sentBytes)
    switch uploadPipe.pull(into: UnsafeMutableRawBufferPointer(rebasing: room[..<Int(wanted)])) {
    case .bytes(let count):
      sentBytes += Int64(count)
      return count
    case .starved:
      isPaused = true
      return cairn_curl_read_pause
    case .ended:
      failure = TransportError(.source, "the source ended after \(sentBytes) of \(lengthBytes) bytes")
    case .failed(let error):
      failure = TransportError(.source, "the source failed: \(error)", cause: error)
    }
    return cairn_curl_read_abort
  }

  fileprivate func collectError(_ bytes: UnsafeRawBufferPointer) -> Int {
    let room = limits.errorBodyBytes - body.count
    body.append(contentsOf: bytes.prefix(max(0, room)))
    guard bytes.count > room else { return bytes.count }
    isBodyTruncated = true
    return 0
  }

  fileprivate func collect(_ bytes: UnsafeRawBufferPointer, limitBytes: Int) -> Int {
    guard bytes.count <= limitBytes - body.count else {
      failure = TransportError(.bodyTooLarge, "the answer is longer than \(limitBytes) bytes")
      return 0
    }
    if body.isEmpty { body.reserveCapacity(announcedRoom(limitBytes)) }
    body.append(contentsOf: bytes)
    receivedBytes += Int64(bytes.count)
    return bytes.count
  }

  /// Room for the body as it was announced, so that it need not grow by halves and be copied each time. Memory that is
  /// not written costs nothing; still, a header alone is not believed over 64 MiB.
  private func announcedRoom(_ limitBytes: Int) -> Int {
    guard let text = header.parse().values("content-length").first, let length = Int(text), length > 0 else { return 0 }
    return min(length, limitBytes, 64 << 20)
  }

  fileprivate func write(_ bytes: UnsafeRawBufferPointer, to region: FileRegion) -> Int {
    guard Int64(bytes.count) <= region.lengthBytes - receivedBytes else {
      failure = TransportError(.bodyTooLarge, "the answer is longer than the \(region.lengthBytes) bytes asked for")
      return 0
    }
    var written = 0
    while written < bytes.count {
      let count = pwrite(
        region.descriptor, bytes.baseAddress.map { $0 + written }, bytes.count - written,
        off_t(region.offset + receivedBytes))
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        let number = count < 0 ? errno : ENOSPC
        failure = TransportError(
          .sink, "cannot write the file: \(String(cString: strerror(number)))", errno: number)
        return 0
      }
      written += count
      receivedBytes += Int64(count)
    }
    return bytes.count
  }

  fileprivate func offer(_ bytes: UnsafeRawBufferPointer) -> Int {
    guard let downloadPipe else { return 0 }
    switch downloadPipe.offer(bytes) {
    case .taken:
      receivedBytes += Int64(bytes.count)
      return bytes.count
    case .full:
      isPaused = true
      return cairn_curl_write_pause
    case .refused:
      return 0
    }
  }
}
