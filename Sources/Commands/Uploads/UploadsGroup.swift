import ArgumentParser

/// `cairn uploads`
struct UploadsGroup: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "uploads", abstract: "List and abort multipart uploads that were never finished.",
    subcommands: [UploadsList.self, UploadsAbort.self])
}
