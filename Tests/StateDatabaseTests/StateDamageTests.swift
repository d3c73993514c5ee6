import Foundation
import StorageModel
import Testing

@testable import StateDatabase

/// Whatever becomes of the file: it opens, and every row that is read is one that was written.
@Suite struct StateDamageTests {
  private let rowCount = 400

  private func records() -> [PathBytes: StateRecord] {
    var records: [PathBytes: StateRecord] = [:]
    for number in 0..<rowCount {
      let record = Sample.record("folder/file\(number)", version: UInt64(number))
      records[record.path] = record
    }
    return records
  }

  /// A closed file, or with `keepsLog` one whose log was never taken in, as bytes: file and log.
  private func makeFile(_ folder: TemporaryFolder, keepsLog: Bool = false) async throws -> (
    path: String, file: Data, log: Data?
  ) {
    var options = StateOptions()
    options.batchChanges = 40
    let state = try PairState.open(Sample.pair, folder: folder.path, options: options)
    for record in records().values { try await state.writer.put(record) }
    let id = try await state.uploads.begin(
      RecordedUpload(
        path: PathBytes("p"), key: ObjectKey("k"), sizeBytes: 9, partSizeBytes: 3, begun: Timestamp(seconds: 1)))
    try await state.uploads.addPart(RecordedPart(number: 1, etag: ETag("e"), sizeBytes: 3), to: id)
    try await state.writer.flush()
    if keepsLog {
      let file = try Data(contentsOf: URL(fileURLWithPath: state.path))
      let log = try Data(contentsOf: URL(fileURLWithPath: state.path + "-wal"))
      try state.close()
      return (state.path, file, log)
    }
    try state.close()
    return (state.path, try Data(contentsOf: URL(fileURLWithPath: state.path)), nil)
  }

  private func install(_ path: String, _ file: Data, log: Data?) throws {
    for suffix in ["-wal", "-shm", ".damaged", ".damaged-wal"] { unlink(path + suffix) }
    try file.write(to: URL(fileURLWithPath: path))
    if let log { try log.write(to: URL(fileURLWithPath: path + "-wal")) }
  }

  /// Opens, reads, writes and closes; every row read is right. Returns how many were.
  private func checkOpens(_ path: String, _ context: String) async throws -> Int {
    let expected = records()
    let state = try PairState.open(Sample.pair, file: path)
    var rows: [StateRecord] = []
    do { rows = try state.allRows(batchRows: 50) } catch let error as StateError {
      #expect(error.code == .damaged, "\(context): \(error)")
    }
    for row in rows { #expect(row == expected[row.path], "\(context): a wrong row at \(row.path)") }
    do {
      for upload in try await state.uploads.all() {
        #expect(upload.key == ObjectKey("k") && upload.sizeBytes == 9, "\(context)")
        for part in upload.parts { #expect(part.etag == ETag("e"), "\(context)") }
      }
      _ = try await state.runs.last(5)
      _ = try state.rootIdentity()
      try await state.writer.put(Sample.record("new"))
      try await state.writer.flush()
    } catch {
      #expect(error.code == .damaged, "\(context): \(error)")
    }
    let isDamaged = state.isDamaged
    try state.close()
    #expect(FileManager.default.fileExists(atPath: path) != isDamaged, "\(context): damage is set aside")
    let fresh = try PairState.open(Sample.pair, file: path)
    #expect(!isDamaged || fresh.notice == nil, "\(context): a fresh file after damage")
    try fresh.close()
    return rows.count
  }

  @Test(arguments: [false, true]) func flippedBits(isInLog: Bool) async throws {
    let seed: UInt64 = isInLog ? 32 : 31
    var generator = SeededGenerator(seed: seed)
    let folder = try TemporaryFolder()
    let (path, file, log) = try await makeFile(folder, keepsLog: isInLog)
    var survivors = 0
    for round in 0..<100 {
      var (damagedFile, damagedLog) = (file, log)
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        let bit: UInt8 = 1 << UInt8.random(in: 0...7, using: &generator)
        if isInLog, let count = damagedLog?.count {
          damagedLog?[Int.random(in: 0..<count, using: &generator)] ^= bit
        } else {
          damagedFile[Int.random(in: 0..<file.count, using: &generator)] ^= bit
        }
      }
      try install(path, damagedFile, log: damagedLog)
      survivors += try await checkOpens(path, "seed \(seed), round \(round)") > 0 ? 1 : 0
    }
    #expect(survivors > 10, "most flips hurt one row, not the file")
  }

  @Test(arguments: [false, true]) func truncatedAndOverwritten(isInLog: Bool) async throws {
    let seed: UInt64 = isInLog ? 34 : 33
    var generator = SeededGenerator(seed: seed)
    let folder = try TemporaryFolder()
    let (path, file, log) = try await makeFile(folder, keepsLog: isInLog)
    for round in 0..<100 {
      func damage(_ data: Data) -> Data {
        let position = Int.random(in: 0..<data.count, using: &generator)
        let cut = data.prefix(position)
        switch round % 3 {
        case 0: return Data(cut)
        case 1: return Data(cut + Data(count: data.count - position))
        default:
          let rubbish = Data(
            (0..<min(300, data.count - position)).map { _ in UInt8.random(in: 0...255, using: &generator) })
          return Data(cut + rubbish + data.dropFirst(position + rubbish.count))
        }
      }
      try install(path, isInLog ? file : damage(file), log: isInLog ? log.map(damage) : log)
      _ = try await checkOpens(path, "seed \(seed), round \(round)")
    }
  }

  @Test func rubbishIsReplacedAndSaidSo() async throws {
    let folder = try TemporaryFolder()
    let (path, _, _) = try await makeFile(folder)
    for rubbish in [Data("rubbish".utf8), Data(count: 5000), Data(repeating: 0xff, count: 4096)] {
      try install(path, rubbish, log: nil)
      let state = try PairState.open(Sample.pair, file: path)
      guard case .replacedDamaged(let aside, _)? = state.notice else {
        Issue.record("no notice")
        return
      }
      #expect(try Data(contentsOf: URL(fileURLWithPath: aside)) == rubbish)
      #expect(try state.allRows().isEmpty)
      try state.close()
    }
  }

  @Test func theLogOfAnotherPairIsNotBelieved() async throws {
    let folder = try TemporaryFolder()
    let (path, file, _) = try await makeFile(folder)
    let other = PairIdentity(source: [1], target: [2])
    let stranger = try PairState.open(other, folder: folder.child("other"))
    try await stranger.writer.apply((0..<500).map { .put(Sample.record("folder/file\($0)", version: 77)) })
    try await stranger.writer.flush()
    let log = try Data(contentsOf: URL(fileURLWithPath: stranger.path + "-wal"))
    try stranger.close()
    try install(path, file, log: log)
    _ = try await checkOpens(path, "a log of another pair")
  }

  @Test func aNewerVersionIsLeftAlone() async throws {
    let folder = try TemporaryFolder()
    let (path, file, _) = try await makeFile(folder)
    var newer = file
    newer[63] = 2
    try install(path, newer, log: Data("log".utf8))
    let error = #expect(throws: StateError.self) { try PairState.open(Sample.pair, file: path) }
    #expect(error?.code == .madeByNewerVersion)
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == newer)
    #expect(try Data(contentsOf: URL(fileURLWithPath: path + "-wal")) == Data("log".utf8))
    #expect(!FileManager.default.fileExists(atPath: path + ".damaged"))
  }

  @Test func whatWasCommittedSurvivesACrash() async throws {
    let folder = try TemporaryFolder()
    var options = StateOptions()
    options.batchChanges = 10
    let state = try PairState.open(Sample.pair, folder: folder.path, options: options)
    for number in 0..<95 { try await state.writer.put(Sample.record("f" + String(100 + number))) }
    let copy = folder.child("copy.sqlite")
    for suffix in ["", "-wal"] {
      try FileManager.default.copyItem(atPath: state.path + suffix, toPath: copy + suffix)
    }
    let recovered = try PairState.open(Sample.pair, file: copy)
    #expect(recovered.notice == nil)
    #expect(try recovered.allRows() == (0..<90).map { Sample.record("f" + String(100 + $0)) })
    try recovered.close()
    try state.close()
  }

  @Test func aFileThatCannotBeWrittenSaysWhy() throws {
    let folder = try TemporaryFolder()
    let error = #expect(throws: StateError.self) {
      try PairState.open(Sample.pair, file: folder.child("no/such/x.sqlite"))
    }
    #expect(error?.code == .inputOutput)
    try FileManager.default.createDirectory(atPath: folder.child("d.sqlite"), withIntermediateDirectories: true)
    #expect(throws: StateError.self) { try PairState.open(Sample.pair, file: folder.child("d.sqlite")) }
  }
}
