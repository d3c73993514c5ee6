import ArgumentParser

/// How bytes move, and when to stop.
struct TransferOptions: ParsableArguments {
  @Option(
    name: [.customShort("j"), .long], help: ArgumentHelp("Transfers at once (default: adaptive).", valueName: "n"))
  var transfers: Int?

  @Option(
    help: ArgumentHelp("Size of the parts of large objects (default: 16MiB, more for huge ones).", valueName: "size"))
  var partSize: ByteSize?

  @Option(
    help: ArgumentHelp(
      "Bytes a second that all transfers share: 10M, or a timetable '08:00,512K 23:00,off'.", valueName: "rate"))
  var bwlimit: BandwidthChoice?

  @Option(help: ArgumentHelp("Start nothing new after this time; exit 8.", valueName: "time"))
  var maxDuration: TimeSpan?

  @Option(help: ArgumentHelp("Start nothing new after this many bytes; exit 8.", valueName: "size"))
  var maxTransfer: ByteSize?

  func validate() throws {
    if let transfers, !(1...1024).contains(transfers) {
      throw ValidationError("--transfers takes 1 to 1024")
    }
    if let partSize, !(5 << 20...5 << 30).contains(partSize.bytes) {
      throw ValidationError("--part-size takes 5MiB to 5GiB")
    }
  }
}
