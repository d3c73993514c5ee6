internal import ObjectStores
internal import S3Client
internal import S3Protocol
internal import StorageModel

/// Presigned URLs, wrong signatures, the clock.
extension Check {
  static let presigning: [Check] = [
    Check("presigned", "presigned upload and download", []) { bench in
      let put = try await bench.service.presignedPut(bench.bucket, bench.key("presigned"), lifetimeSeconds: 60)
      let upload = try await bench.request("PUT", put, Array("by url".utf8))
      guard upload.status == 200 else { return .differs("PUT to a presigned URL answers \(upload.status)") }
      let get = try await bench.service.presignedGet(bench.bucket, bench.key("presigned"), lifetimeSeconds: 60)
      let download = try await bench.request("GET", get, [])
      return .expecting(
        download.status == 200 && download.body == Array("by url".utf8),
        "GET of a presigned URL answers \(download.status)")
    },
    Check("presigned-expiry", "presigned URLs end", []) { bench in
      try await bench.put("expiring", "e")
      let url = try await bench.service.presignedGet(bench.bucket, bench.key("expiring"), lifetimeSeconds: 1)
      try await bench.pause(.milliseconds(2500))
      let answer = try await bench.request("GET", url, [])
      return .expecting(answer.status == 403, "an expired URL answers \(answer.status)")
    },
    Check("signature", "wrong signatures are refused", []) { bench in
      try await bench.put("signature", "s")
      let url = try await bench.service.presignedGet(bench.bucket, bench.key("signature"), lifetimeSeconds: 60)
      let digit: Character = url.last == "0" ? "1" : "0"
      let answer = try await bench.request("GET", String(url.dropLast()) + String(digit), [])
      return .expecting(answer.status == 403, "a wrong signature answers \(answer.status)")
    },
    Check("anonymous", "requests without a signature are refused", []) { bench in
      try await bench.put("anonymous", "s")
      let url = try await bench.service.presignedGet(bench.bucket, bench.key("anonymous"), lifetimeSeconds: 60)
      let plain = url.split(separator: "?", maxSplits: 1).first.map(String.init) ?? url
      let answer = try await bench.request("GET", plain, [])
      return .expecting(answer.status == 403, "a request without a signature answers \(answer.status)")
    },
    Check("clock", "the endpoint's clock", [.sync, .snapshots]) { bench in
      try await bench.put("clock", "c")
      let url = try await bench.service.presignedGet(bench.bucket, bench.key("clock"), lifetimeSeconds: 60)
      let answer = try await bench.request("GET", url, [])
      guard let date = answer.fields["date"].flatMap({ Timestamp(httpDate: $0) }) else {
        return .differs("answers have no Date")
      }
      let seconds = date.seconds - bench.now().seconds
      return .expecting(
        abs(seconds) <= 60, "it is \(abs(seconds)) s \(seconds > 0 ? "ahead of" : "behind") this machine's")
    },
  ]
}
