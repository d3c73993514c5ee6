import Testing

@testable import HTTPTransport

/// The bounds of the pipes between tasks and the engine.
@Suite struct PipeTests {
  private func offer(_ pipe: DownloadPipe, _ count: Int) -> DownloadPipe.Offer {
    [UInt8](repeating: 1, count: count).withUnsafeBytes { pipe.offer($0) }
  }

  private func pull(_ pipe: UploadPipe, _ count: Int) -> UploadPipe.Pull {
    var buffer = [UInt8](repeating: 0, count: count)
    return buffer.withUnsafeMutableBytes { pipe.pull(into: $0) }
  }

  @Test func aDownloadPipeFillsAndDrains() async {
    let pipe = DownloadPipe()
    var taken = 0
    while case .taken = offer(pipe, 16 << 10) { taken += 1 }
    #expect(taken == 16)
    guard case .full = offer(pipe, 1) else {
      Issue.record("more than 256 KiB wait")
      return
    }
    let first = await pipe.next()
    #expect(first.bytes?.count == 256 << 10 && first.mustResume)
    guard case .taken = offer(pipe, 5) else {
      Issue.record("an empty pipe is full")
      return
    }
    pipe.end(discarding: false)
    let second = await pipe.next()
    #expect(second.bytes?.count == 5 && !second.mustResume)
    #expect(await pipe.next().bytes == nil)
  }

  @Test func aDownloadPipeForgetsAfterAFailure() async {
    let pipe = DownloadPipe()
    _ = offer(pipe, 5)
    pipe.end(discarding: true)
    #expect(await pipe.next().bytes == nil)
    let refusing = DownloadPipe()
    refusing.fail(PlannedFailure())
    guard case .refused = offer(refusing, 5) else {
      Issue.record("taken after the writer failed")
      return
    }
  }

  @Test func anUploadPipeTellsWhenTheEngineWaits() async {
    let pipe = UploadPipe()
    guard case .starved = pull(pipe, 10) else {
      Issue.record("bytes from nowhere")
      return
    }
    await pipe.waitForSpace()
    #expect(pipe.push([1, 2, 3]).mustResume)
    #expect(!pipe.push([4]).mustResume)
    guard case .bytes(2) = pull(pipe, 2), case .bytes(1) = pull(pipe, 2), case .bytes(1) = pull(pipe, 2) else {
      Issue.record("pieces are not handed out in their order")
      return
    }
    _ = pipe.end()
    guard case .ended = pull(pipe, 2) else {
      Issue.record("no end")
      return
    }
  }

  @Test func aFullUploadPipeHoldsItsReaderBackUntilItIsClosed() async {
    let pipe = UploadPipe()
    _ = pipe.push([1])
    _ = pipe.push([2])
    async let waiting: Void = pipe.waitForSpace()
    pipe.close()
    await waiting
    #expect(pipe.push([3]).isClosed)
  }
}
