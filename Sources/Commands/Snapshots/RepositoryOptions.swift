import ArgumentParser

/// Which repository, and how it is opened.
struct RepositoryOptions: ParsableArguments {
  @Option(
    name: [.customShort("r"), .long],
    help: ArgumentHelp(
      "Repository: a path, s3://bucket/prefix, NAME:bucket/prefix or s3:host/bucket/prefix "
        + "(default: CAIRN_REPOSITORY, RESTIC_REPOSITORY).", valueName: "location"))
  var repo: String?

  @Option(help: ArgumentHelp("File with the password.", valueName: "file"), completion: .file())
  var passwordFile: String?

  @Option(help: ArgumentHelp("Command that prints the password.", valueName: "command"))
  var passwordCommand: String?

  @Option(help: ArgumentHelp("Folder for what is kept of repositories on this machine.", valueName: "folder"))
  var cacheDir: String?

  @Flag(help: "Keep nothing on this machine.")
  var noCache = false

  @Option(help: ArgumentHelp("Wait this long for another command's lock.", valueName: "time"))
  var lockWait: TimeSpan?
}
