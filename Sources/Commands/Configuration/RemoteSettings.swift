/// `[remote.NAME]`: an endpoint and how to reach it.
struct RemoteSettings: Sendable, Equatable {
  var endpointURL: String?
  var profile: String?
  var region: String?
  var addressing: AddressingChoice?
  var caBundle: String?
  var noSignRequest: Bool?
  /// US dollars for 1,000 requests that write or list, and for 1,000 that read.
  var writePricePer1000: Double?
  var readPricePer1000: Double?

  /// A table of `[prices.NAME]`, or a built-in one.
  var prices: String?

  init() {}

  init(_ table: SettingsTable) throws {
    endpointURL = try table.text("endpoint-url")
    profile = try table.text("profile")
    region = try table.text("region")
    if let text = try table.text("addressing") {
      guard let choice = AddressingChoice(rawValue: text) else {
        throw table.wrong("addressing", "takes auto, path or virtual")
      }
      addressing = choice
    }
    caBundle = try table.text("ca-bundle")
    noSignRequest = try table.flag("no-sign-request")
    writePricePer1000 = try table.number("write-price-per-1000")
    readPricePer1000 = try table.number("read-price-per-1000")
    prices = try table.text("prices")
    try table.refuseTheRest()
  }
}
