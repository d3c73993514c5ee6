internal import GRDB
package import StorageModel

/// What was learned about an endpoint by trying: which checksums it takes, whether it heeds conditions. Names and
/// values are the caller's.
package struct EndpointFacts: Hashable, Sendable {
  package var values: [String: String]
  package var learned: Timestamp

  package init(values: [String: String], learned: Timestamp) {
    self.values = values
    self.learned = learned
  }
}

/// The facts about all endpoints, in `endpoints.sqlite` beside the pairs' files, shared by all runs.
///
/// Opened for each question, under a lock that is not waited for: while another run has it, nothing is known and
/// nothing is kept, which costs a few requests. A damaged file is replaced. Facts older than the caller likes are the
/// caller's to judge.
package struct EndpointRegistry: Sendable {
  private static let seed: UInt64 = 0x656e_6470
  private let folder: String
  private var path: String { folder + "/endpoints.sqlite" }

  package init(folder: String) { self.folder = folder }

  /// What is known of the endpoint at `url`; nil for nothing, or while another run is at it.
  package func facts(of url: String) throws(StateError) -> EndpointFacts? {
    try withTable { session in
      let statement = try session.prepare("SELECT facts FROM endpoints WHERE url = ?1")
      var found: EndpointFacts?
      try Array(url.utf8).withUnsafeBytes { key in
        statement.bind(1, key)
        try statement.forEach { row in
          guard var fields = FieldReader(sealed: row.blob(0), key: key, seed: session.seed) else { return }
          let facts = fields.endpointFacts()
          if fields.isAtEnd { found = facts }
        }
      }
      return found
    }.flatMap { $0 }
  }

  /// Replaces what is known. False when another run was at it, and nothing was kept.
  package func remember(_ facts: EndpointFacts, of url: String) throws(StateError) -> Bool {
    let done: Void? = try withTable { session in
      let statement = try session.prepare(
        "INSERT INTO endpoints (url, facts) VALUES (?1, ?2) ON CONFLICT (url) DO UPDATE SET facts = excluded.facts")
      var fields = FieldWriter()
      fields.endpointFacts(facts)
      try Array(url.utf8).withUnsafeBytes { key in
        try fields.sealed(key: key, seed: session.seed).withUnsafeBytes { sealed in
          statement.bind(1, key)
          statement.bind(2, sealed)
          try statement.run()
        }
      }
    }
    return done != nil
  }

  private func withTable<Value>(_ body: (Session) throws -> Value) throws(StateError) -> Value? {
    try StateFile.createFolder(folder)
    let lock: StateLock
    do { lock = try StateLock(path: path + ".lock") } catch  where error.code == .locked { return nil }
    defer { lock.release() }
    let file = StateFile(path: path)
    switch try file.header() {
    case .ours(let version) where version > StateFile.schemaVersion:
      throw StateError(.madeByNewerVersion, path: path, message: "a newer version of Cairn made it")
    case .foreign: _ = try file.setAside()
    default: break
    }
    do {
      return try opened(file, body)
    } catch  where error.code == .damaged {
      _ = try file.setAside()
      return try opened(file, body)
    }
  }

  private func opened<Value>(_ file: StateFile, _ body: (Session) throws -> Value) throws(StateError) -> Value {
    try file.createPrivate()
    var configuration = Configuration()
    configuration.busyMode = .immediateError
    let connection = try StateConnection(path: path, seed: Self.seed, configuration: configuration)
    // What the body threw is what counts; a file that was only read cannot fail to close in a way that matters.
    defer { try? connection.close() }
    return try connection.perform { session in
      try session.execute(
        """
        PRAGMA application_id = \(StateFile.applicationID);
        PRAGMA user_version = \(StateFile.schemaVersion);
        CREATE TABLE IF NOT EXISTS endpoints (url BLOB NOT NULL PRIMARY KEY, facts BLOB NOT NULL) WITHOUT ROWID;
        """)
      return try body(session)
    }
  }
}

extension FieldWriter {
  fileprivate mutating func endpointFacts(_ facts: EndpointFacts) {
    integer(facts.learned.nanoseconds)
    integer(Int64(facts.values.count))
    for (name, value) in facts.values.sorted(by: { $0.key < $1.key }) {
      string(name.utf8)
      string(value.utf8)
    }
  }
}

extension FieldReader {
  fileprivate mutating func endpointFacts() -> EndpointFacts {
    var facts = EndpointFacts(values: [:], learned: Timestamp(nanoseconds: integer()))
    var remaining = integer()
    while remaining > 0, isValid {
      let name = text()
      facts.values[name] = text()
      remaining -= 1
    }
    return facts
  }
}
