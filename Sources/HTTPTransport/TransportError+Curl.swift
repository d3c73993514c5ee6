internal import CCurl
internal import StorageModel

extension TransportError {
  /// What curl's `result` means for `transfer`; nil for success. `easy` still knows how far the transfer came.
  init?(_ result: CURLcode, transfer: Transfer, easy: EasyHandle) {
    if let failure = transfer.failure {
      self = failure
      return
    }
    // An error's body over the limit was cut on purpose: the answer counts.
    if result == CURLE_OK || (result == CURLE_WRITE_ERROR && transfer.isBodyTruncated) { return nil }
    let text = easy.lastError.isEmpty ? String(cString: curl_easy_strerror(result)) : easy.lastError
    if let cause = transfer.downloadPipe?.failure {
      self = TransportError(.sink, "the sink failed: \(cause)", cause: cause)
      return
    }
    let number = easy.long(CURLINFO_OS_ERRNO)
    self = TransportError(
      Self.code(result, transfer: transfer, easy: easy), text,
      errno: number == 0 ? nil : Int32(truncatingIfNeeded: number))
  }

  private static func code(_ result: CURLcode, transfer: Transfer, easy: EasyHandle) -> Code {
    let isConnected = easy.offset(CURLINFO_PRETRANSFER_TIME_T) > 0
    switch result {
    case CURLE_URL_MALFORMAT, CURLE_NOT_BUILT_IN, CURLE_BAD_FUNCTION_ARGUMENT: return .invalidRequest
    case CURLE_UNSUPPORTED_PROTOCOL: return isConnected ? .badResponse : .invalidRequest
    case CURLE_COULDNT_RESOLVE_HOST: return .nameResolution
    case CURLE_COULDNT_RESOLVE_PROXY, CURLE_PROXY: return .proxy
    case CURLE_COULDNT_CONNECT: return .connect
    case CURLE_OPERATION_TIMEDOUT: return isConnected ? .deadline : .connectTimeout
    case CURLE_PARTIAL_FILE: return .shortBody
    case CURLE_WRITE_ERROR: return .sink
    case CURLE_READ_ERROR, CURLE_ABORTED_BY_CALLBACK: return .source
    case CURLE_WEIRD_SERVER_REPLY, CURLE_FILESIZE_EXCEEDED, CURLE_BAD_CONTENT_ENCODING: return .badResponse
    case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
      CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_ENGINE_NOTFOUND,
      CURLE_SSL_ENGINE_SETFAILED, CURLE_SSL_ENGINE_INITFAILED, CURLE_USE_SSL_FAILED:
      return .tls
    case CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_GOT_NOTHING, CURLE_SEND_FAIL_REWIND:
      return easy.long(CURLINFO_HTTP_CONNECTCODE) >= 300 ? .proxy : .reset
    default: return .internalFailure
    }
  }
}

extension EasyHandle {
  /// 0 when curl does not know.
  func long(_ info: CURLINFO) -> Int {
    var value = 0
    cairn_curl_get_long(raw, info, &value)
    return value
  }

  /// 0 when curl does not know.
  func offset(_ info: CURLINFO) -> Int64 {
    var value: curl_off_t = 0
    cairn_curl_get_offset(raw, info, &value)
    return Int64(value)
  }
}
