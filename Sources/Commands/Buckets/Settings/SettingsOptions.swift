import ArgumentParser

/// What `diff` and `apply` of buckets and of lifecycle rules share.
struct SettingsOptions: ParsableArguments {
  @Argument(help: ArgumentHelp("Bucket: s3://bucket or NAME:bucket.", valueName: "bucket"))
  var location: String

  @Argument(
    help: ArgumentHelp("Description: TOML, the AWS CLI's JSON, S3's XML, or - for standard input.", valueName: "file"),
    completion: .file())
  var file: String

  @Flag(help: "Remove rules, tags and statements that the file does not name, instead of keeping them.")
  var replace = false

  @Flag(help: "End with status 20 when there is something to change.")
  var detailedExitcode = false

  @OptionGroup(title: "Connection") var connection: ConnectionOptions
  @OptionGroup(title: "Output") var output: OutputOptions
}
