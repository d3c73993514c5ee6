import ArgumentParser
import Provisioning
import StorageModel

/// `cairn policy`
struct PolicyGroup: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "policy", abstract: "Policies with the least permissions that a task needs.",
    subcommands: [PolicyPrint.self])
}

/// `cairn policy print`
struct PolicyPrint: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "print", abstract: "Print the policy that allows a role to work below a prefix, and nothing else.",
    discussion: "The output is an IAM policy document, for 'aws iam put-user-policy' and its kin.")

  @Option(
    help: ArgumentHelp(
      "mirror-writer, mirror-reader, snapshot-writer, pruner or admin.", valueName: "role"))
  var role: RolePolicy.Role

  @Argument(help: ArgumentHelp("Bucket, or a prefix in it.", valueName: "location"))
  var location: String

  func run() throws {
    let place = try BucketLocation(argument: location, verb: "policy print")
    guard String(validating: place.key, as: UTF8.self) != nil else {
      throw CommandError.usage("a policy cannot name the prefix of \(place): it is not UTF-8")
    }
    let policy = RolePolicy(role, bucket: try place.requireBucket(), prefix: place.folderPrefix)
    let lines = JSONText.indented(policy.document())
    try CommandContext.current.output.writeLine(lines)
  }
}

extension RolePolicy.Role: ExpressibleByArgument {}
