import HTTPTransport

extension TransportConfiguration {
  /// For tests of anything but waiting: a busy machine may leave an exchange alone for longer than a user would wait.
  static var patient: TransportConfiguration {
    var configuration = TransportConfiguration()
    configuration.proxy = .none
    configuration.idleTimeout = .seconds(3600)
    configuration.connectTimeout = .seconds(600)
    return configuration
  }
}
