import HTTPTransport
import S3Client
import Testing

extension ServerProcess {
  /// The client of Cairn itself, for what no command does. A notice of it fails the test.
  func client() throws -> S3Service {
    let variables = sandbox.environment
    var environment = ClientEnvironment.system()
    environment.variable = { variables[$0] }
    environment.homeDirectory = nil
    var configuration = TransportConfiguration()
    configuration.proxy = .none
    configuration.idleTimeout = .seconds(3600)
    configuration.caBundlePath = variables["AWS_CA_BUNDLE"]
    var options = S3ClientOptions()
    options.endpointURL = endpoint
    return try S3Service(options, environment: environment, sender: CurlTransport(configuration)) { notice in
      Issue.record("notice: \(notice)")
    }
  }
}
