import Glibc

/// The target that FUZZ_TARGET names.
private let chosen: FuzzTarget? = {
  guard let name = getenv("FUZZ_TARGET") else { return nil }
  return FuzzTarget.all.first { $0.name == String(cString: name) }
}()

/// Called by libFuzzer before it reads the corpus: writes the seeds of the target into the folder FUZZ_SEEDS. With
/// FUZZ_LIST it writes the names of all targets and ends.
@_cdecl("LLVMFuzzerInitialize")
public func initializeFuzzer(
  _: UnsafeMutablePointer<Int32>?, _: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>>>?
) -> Int32 {
  if getenv("FUZZ_LIST") != nil {
    for target in FuzzTarget.all { puts(target.name) }
    exit(0)
  }
  guard let chosen else {
    complain("FUZZ_TARGET names no target")
    exit(2)
  }
  guard let folder = getenv("FUZZ_SEEDS") else { return 0 }
  for (number, seed) in chosen.seeds().enumerated() {
    guard let file = fopen(String(cString: folder) + "/seed-\(number)", "w") else { exit(2) }
    seed.withUnsafeBytes { _ = fwrite($0.baseAddress, 1, $0.count, file) }
    fclose(file)
  }
  return 0
}

/// Called by libFuzzer for each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  let input = Array(UnsafeBufferPointer(start: bytes, count: bytes == nil ? 0 : count))
  do throws(FuzzViolation) {
    try chosen?.run(input)
  } catch {
    complain("violation: \(error)")
    abort()
  }
  return 0
}

private func complain(_ text: String) {
  let line = Array((text + "\n").utf8)
  _ = write(2, line, line.count)
}
