internal import ObjectStores
internal import S3Client
internal import S3Protocol
internal import StorageModel

/// Order, delimiters, pages.
extension Check {
  static let listings: [Check] = [
    Check("list-order", "listings in the order of bytes", [.sync]) { bench in
      let names = ["a", "a-b", "a.txt", "a/x", "a0", "b"]
      for name in names { try await bench.put("order/" + name, "o") }
      var request = ListRequest(prefix: bench.prefix + Array("order/".utf8))
      request.allowsFolderOrder = true
      let found = try await bench.store.list(request).objects.map {
        String(decoding: $0.key.bytes.dropFirst(request.prefix.count), as: UTF8.self)
      }
      if found != names, found == names.sorted(by: { ListingOrder.folders.compare(Array($0.utf8), Array($1.utf8)) < 0 })
      {
        bench.learn("listing", "folders")
      }
      return .expecting(found == names, "keys come as \(found.joined(separator: ", "))")
    },
    Check("list-prefixes", "common prefixes in the order of bytes", [.sync]) { bench in
      for name in ["foo/a", "foo+1/a", "foo.txt"] { try await bench.put("prefixes/" + name, "o") }
      let request = ListObjectsV2Request(
        prefix: bench.prefix + Array("prefixes/".utf8), delimiter: Array("/".utf8), startAfter: nil,
        continuationToken: nil, maxKeys: 1000)
      let page = try await bench.service.send(request, to: OperationTarget(bucket: bench.bucket))
      let found = page.commonPrefixes.map { String(decoding: $0.dropFirst(request.prefix.count), as: UTF8.self) }
      return .expecting(found == ["foo+1/", "foo/"], "prefixes come as \(found.joined(separator: ", "))")
    },
    Check("list-pages", "pages with and without a delimiter", [.sync, .snapshots]) { bench in
      for name in ["1", "2/x", "3", "4/x", "5"] { try await bench.put("pages/" + name, "o") }
      for delimiter in [[UInt8](), Array("/".utf8)] {
        var request = ListRequest(prefix: bench.prefix + Array("pages/".utf8), delimiter: delimiter, pageSize: 2)
        var seen: [ObjectKey] = []
        for _ in 0..<10 {
          let page = try await bench.store.list(request)
          let count = page.objects.count + page.commonPrefixes.count
          guard count <= 2 else { return .differs("a page of 2 holds \(count)") }
          seen += page.objects.map(\.key) + page.commonPrefixes
          request.token = page.nextToken
          if page.nextToken == nil { break }
        }
        guard Set(seen).count == 5, seen.count == 5 else { return .differs("\(seen.count) of 5 entries in all pages") }
      }
      return .passed
    },
    Check("list-empty-page", "a page of no keys", []) { bench in
      try await bench.put("pages/1", "o")
      let request = ListObjectsV2Request(
        prefix: bench.prefix, delimiter: [], startAfter: nil, continuationToken: nil, maxKeys: 0)
      let page = try await bench.service.send(request, to: OperationTarget(bucket: bench.bucket))
      return .expecting(page.objects.isEmpty && !page.isTruncated, "max-keys=0 lists \(page.objects.count) keys")
    },
    Check("list-delimiter", "delimiters of any kind", []) { bench in
      for name in ["x-1", "x-2", "y/1", "zab1"] { try await bench.put("delimited/" + name, "o") }
      var findings: [Finding] = []
      for (delimiter, wanted) in [("-", ["x-"]), ("ab", ["zab"])] {
        let request = ListObjectsV2Request(
          prefix: bench.prefix + Array("delimited/".utf8), delimiter: Array(delimiter.utf8), startAfter: nil,
          continuationToken: nil, maxKeys: 1000)
        let page = try await bench.service.send(request, to: OperationTarget(bucket: bench.bucket))
        let found = page.commonPrefixes.map { String(decoding: $0.dropFirst(request.prefix.count), as: UTF8.self) }
        findings.append(
          .expecting(
            found == wanted, "'\(delimiter)' gives \(found.isEmpty ? "nothing" : found.joined(separator: " "))"))
      }
      return findings.combined
    },
    Check("list-encoding", "percent-encoding in listings", [.sync]) { bench in
      try await bench.put("encoded/a b+c", "o")
      let prefix = String(decoding: bench.prefix + Array("encoded/".utf8), as: UTF8.self)
      var findings: [Finding] = []
      for version in ["1", "2"] {
        let answer = try await bench.raw(
          "GET", "/\(bench.bucket)",
          query: (version == "2" ? [("list-type", "2")] : []) + [("encoding-type", "url"), ("prefix", prefix)])
        let text = String(decoding: answer.body, as: UTF8.self)
        findings.append(
          .expecting(text.contains("/a%20b%2Bc</Key>"), "version \(version) does not write 'a b+c' as a%20b%2Bc"))
      }
      return findings.combined
    },
    Check("list-arguments", "wrong arguments of a listing", []) { bench in
      try await bench.raw("GET", "/\(bench.bucket)", query: [("list-type", "2"), ("max-keys", "blah")])
        .expecting(400, ["InvalidArgument"], of: "max-keys=blah")
    },
    Check("list-old", "the old form of listings", []) { bench in
      for name in ["1", "2/x", "3"] { try await bench.put("old/" + name, "o") }
      var request = ListObjectsRequest(
        prefix: bench.prefix + Array("old/".utf8), delimiter: Array("/".utf8), maxKeys: 2)
      let target = OperationTarget(bucket: bench.bucket)
      let first = try await bench.service.send(request, to: target)
      guard first.isTruncated, let next = first.nextMarker else {
        return .differs("a page of 2 of 3 entries says that it is the last one, or not where the next begins")
      }
      request.marker = next
      let last = try await bench.service.send(request, to: target)
      let count = first.objects.count + first.commonPrefixes.count + last.objects.count + last.commonPrefixes.count
      return .expecting(count == 3 && !last.isTruncated, "\(count) of 3 entries in both pages")
    },
  ]
}
