internal import CCurl
internal import StorageModel

/// A curl handle that serves one transfer after another. Owned by its engine's thread.
///
/// Everything that stays the same is set once: resetting a handle and setting some twenty options again for each
/// request would cost more than the request line.
final class EasyHandle {
  let raw: UnsafeMutableRawPointer
  let isLarge: Bool
  private let errorText: UnsafeMutablePointer<CChar>
  private let sockets: KeptSockets
  /// The request was not sent, because something waited on the kept connection that curl chose.
  private(set) var avoidedConnection = false
  /// How often the request went out: again where a kept connection ended under it without an answer, by curl itself.
  private(set) var sendings = 0

  /// nil when curl has no memory. `sockets` must live as long as curl's connections do.
  init?(_ configuration: TransportConfiguration, isLarge: Bool, sockets: KeptSockets) {
    guard let raw = curl_easy_init() else { return nil }
    self.raw = raw
    self.sockets = sockets
    self.isLarge = isLarge
    errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
    errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    setCallbacks()
    setProtocol(configuration)
    setTrust(configuration)
    setProxy(configuration.proxy)
  }

  deinit {
    curl_easy_cleanup(raw)
    errorText.deallocate()
  }

  /// What curl said of the last failure; empty when it said nothing.
  var lastError: String { String(cString: errorText) }

  /// Asked by curl when there is a connection for the request.
  func connected(_ localPort: Int32, _ remotePort: Int32) -> Int32 {
    avoidedConnection = sockets.mustAvoid(localPort: localPort, remotePort: remotePort)
    if !avoidedConnection { sendings += 1 }
    return avoidedConnection ? CURL_PREREQFUNC_ABORT : CURL_PREREQFUNC_OK
  }

  /// Prepares the handle for `transfer`, on a kept connection or a new one; false when curl refuses an option.
  func prepare(for transfer: Transfer, deadline: Duration?, onNewConnection: Bool = false) -> Bool {
    errorText[0] = 0
    avoidedConnection = false
    if !onNewConnection { sendings = 0 }
    let request = transfer.request
    let context = Unmanaged.passUnretained(transfer).toOpaque()
    let results = [
      cairn_curl_set_text(raw, CURLOPT_URL, request.url),
      cairn_curl_set_list(raw, CURLOPT_HTTPHEADER, transfer.headerList.first),
      cairn_curl_set_pointer(raw, CURLOPT_PRIVATE, context),
      cairn_curl_set_pointer(raw, CURLOPT_READDATA, context),
      cairn_curl_set_pointer(raw, CURLOPT_SEEKDATA, context),
      cairn_curl_set_pointer(raw, CURLOPT_WRITEDATA, context),
      cairn_curl_set_pointer(raw, CURLOPT_HEADERDATA, context),
      cairn_curl_set_long(raw, CURLOPT_TIMEOUT_MS, milliseconds(request.deadline ?? deadline)),
      cairn_curl_set_long(raw, CURLOPT_FRESH_CONNECT, onNewConnection ? 1 : 0),
      cairn_curl_set_text(raw, CURLOPT_NOPROXY, request.usesProxy ? nil : "*"),
    ]
    return results.allSatisfy { $0 == CURLE_OK } && setMethod(request)
  }

  /// HTTPGET takes back NOBODY and UPLOAD of the request before.
  private func setMethod(_ request: HTTPRequest) -> Bool {
    var results = [cairn_curl_set_long(raw, CURLOPT_HTTPGET, 1)]
    var name: String?
    switch request.method {
    case .get: break
    case .head: results.append(cairn_curl_set_long(raw, CURLOPT_NOBODY, 1))
    case .delete: name = "DELETE"
    case .put, .post:
      if request.method == .post { name = "POST" }
      results.append(cairn_curl_set_long(raw, CURLOPT_UPLOAD, 1))
      results.append(
        cairn_curl_set_offset(raw, CURLOPT_INFILESIZE_LARGE, curl_off_t(request.body?.lengthBytes ?? 0)))
    }
    results.append(cairn_curl_set_text(raw, CURLOPT_CUSTOMREQUEST, name))
    return results.allSatisfy { $0 == CURLE_OK }
  }

  private func setCallbacks() {
    cairn_curl_set_data_callback(raw, CURLOPT_READFUNCTION, curlReadsBody)
    cairn_curl_set_data_callback(raw, CURLOPT_WRITEFUNCTION, curlWritesBody)
    cairn_curl_set_data_callback(raw, CURLOPT_HEADERFUNCTION, curlWritesHeader)
    cairn_curl_set_seek_callback(raw, curlSeeksBody)
    cairn_curl_set_pointer(raw, CURLOPT_ERRORBUFFER, errorText)
    cairn_curl_set_socket_callbacks(
      raw, curlOpensSocket, curlClosesSocket, Unmanaged.passUnretained(sockets).toOpaque())
    cairn_curl_set_ready_callback(raw, curlIsReadyToSend, Unmanaged.passUnretained(self).toOpaque())
  }

  private func setProtocol(_ configuration: TransportConfiguration) {
    cairn_curl_set_text(raw, CURLOPT_PROTOCOLS_STR, "http,https")
    cairn_curl_set_long(raw, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
    // Without it curl shortens `/a/../b`, and the signature, made over the path as it is, no longer fits.
    cairn_curl_set_long(raw, CURLOPT_PATH_AS_IS, 1)
    cairn_curl_set_long(raw, CURLOPT_FOLLOWLOCATION, 0)
    cairn_curl_set_long(raw, CURLOPT_NOSIGNAL, 1)
    cairn_curl_set_long(raw, CURLOPT_TCP_NODELAY, 1)
    cairn_curl_set_long(raw, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
    cairn_curl_set_long(raw, CURLOPT_CONNECTTIMEOUT_MS, milliseconds(configuration.connectTimeout))
    cairn_curl_set_long(raw, CURLOPT_EXPECT_100_TIMEOUT_MS, milliseconds(configuration.continueTimeout))
    cairn_curl_set_text(raw, CURLOPT_USERAGENT, configuration.userAgent)
    cairn_curl_set_long(raw, CURLOPT_BUFFERSIZE, isLarge ? 256 << 10 : 64 << 10)
    cairn_curl_set_long(raw, CURLOPT_UPLOAD_BUFFERSIZE, isLarge ? 256 << 10 : 64 << 10)
  }

  private func setTrust(_ configuration: TransportConfiguration) {
    cairn_curl_set_long(raw, CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
    if let path = configuration.caBundlePath {
      cairn_curl_set_text(raw, CURLOPT_CAINFO, path)
      // The bundle replaces the system's certificates; without this the system's folder would count as well.
      cairn_curl_set_text(raw, CURLOPT_CAPATH, nil)
    }
    if configuration.allowsInsecureTLS {
      cairn_curl_set_long(raw, CURLOPT_SSL_VERIFYPEER, 0)
      cairn_curl_set_long(raw, CURLOPT_SSL_VERIFYHOST, 0)
    }
  }

  private func setProxy(_ proxy: TransportConfiguration.Proxy) {
    switch proxy {
    case .fromEnvironment: break
    case .none: cairn_curl_set_text(raw, CURLOPT_PROXY, "")
    case .url(let url): cairn_curl_set_text(raw, CURLOPT_PROXY, url)
    }
  }
}

/// At least 1, or 0 (curl's "no limit") for nil.
private func milliseconds(_ duration: Duration?) -> Int {
  guard let duration else { return 0 }
  return Int(max(1, min(nanoseconds(duration) / 1_000_000, Int64(Int32.max))))
}

/// Negative durations count as 0, those over 292 years as 292 years.
func nanoseconds(_ duration: Duration) -> Int64 {
  let (seconds, attoseconds) = duration.components
  guard seconds >= 0 else { return 0 }
  let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
  let (sum, overflow2) = product.addingReportingOverflow(attoseconds / 1_000_000_000)
  return overflow || overflow2 ? .max : sum
}
