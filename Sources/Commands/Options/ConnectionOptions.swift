import ArgumentParser

/// How an endpoint is reached. What is not given comes from the environment, the remote of the configuration file, and
/// then from where the AWS CLI looks.
struct ConnectionOptions: ParsableArguments {
  @Option(help: "Profile of the AWS configuration and credentials files.")
  var profile: String?

  @Option(help: "Region that requests are signed for.")
  var region: String?

  @Option(help: ArgumentHelp("Endpoint to talk to instead of Amazon S3.", valueName: "url"))
  var endpointUrl: String?

  @Flag(help: "Send requests without a signature, for public buckets.")
  var noSignRequest = false

  @Option(help: ArgumentHelp("PEM file of the authorities to trust.", valueName: "file"), completion: .file())
  var caBundle: String?

  @Option(
    help: ArgumentHelp("How the bucket is named to the endpoint: auto (default), path or virtual.", valueName: "style"))
  var addressing: AddressingChoice?

  @Option(
    help: ArgumentHelp("Attempts per request before it counts as failed, the first one included.", valueName: "n"))
  var maxAttempts: Int?

  @Option(
    help: ArgumentHelp(
      "Prices of the endpoint: a [prices.NAME] of the configuration file or a built-in table.", valueName: "name"))
  var prices: String?

  @Option(
    help: ArgumentHelp("Configuration file with remotes and jobs.", valueName: "file"), completion: .file())
  var config: String?
}

/// The values of `--addressing`.
enum AddressingChoice: String, ExpressibleByArgument, CaseIterable, Sendable {
  case auto, path, virtual
}
