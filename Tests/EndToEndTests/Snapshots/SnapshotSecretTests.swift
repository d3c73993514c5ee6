import FolderFixtures
import Glibc
import Testing

/// No password, and no secret key, is ever written to where somebody may read it.
@Suite struct SnapshotSecretTests {
  private static let secrets = [SnapshotBed.password, Sandbox.secretKey, "canary-new-password-5e6f"]

  /// Every command with its secrets, each way a password can come, wrong ones too; then all that they left is searched.
  @Test func nothingSecretIsWrittenAnywhere() async throws {
    let server = try await ServerProcess.cairn()
    var bed = SnapshotBed(
      try Sandbox(endpoint: server.endpoint), repository: "s3:\(server.endpoint)/bucket/repository")
    bed.place.environment["TMPDIR"] = try bed.place.temporary.folder("tmp")
    let source = try bed.place.temporary.folder("source")
    try writeFile(source + "/file", "content")
    let secrets = try bed.place.temporary.folder("secrets")
    try writeFile(secrets + "/new", "canary-new-password-5e6f\n", mode: 0o600)
    try writeFile(secrets + "/old", SnapshotBed.password + "\n", mode: 0o600)
    let shell = "umask 000; exec \"$@\""
    var outcomes: [ProgramOutcome] = []
    for words in [
      ["init"], ["create", source, "-v"], ["create", source, "--json"], ["list"], ["show", "latest"],
      ["check", "--read-data"], ["key", "list"], ["key", "add", "--new-password-file", secrets + "/new"],
      ["list", "--password-file", secrets + "/new"], ["list", "--password-command", "cat " + secrets + "/old"],
      ["list", "--password-command", "echo canary-new-password-wrong"], ["drill"], ["prune"],
      ["restore", "latest", "--target", bed.place.path + "/out"],
      ["list", "--log-file", bed.place.path + "/log"], ["list", "-r", bed.place.path + "/nowhere"],
      ["list", "-r", "s3:http://127.0.0.1:1/bucket", "--max-attempts", "1"],
    ] {
      outcomes.append(
        try await bed.place.run(["/bin/bash", "-c", shell, "bash", Tools.cairn, "snapshot"] + words))
    }
    #expect(outcomes.map(\.exit) == [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 12, 0, 0, 0, 0, 10, 5])
    for outcome in outcomes {
      for secret in Self.secrets { #expect(!outcome.transcript.contains(secret), "\(outcome.transcript)") }
    }
    // State, cache, temporary files, logs, the restored folder and what the daemon keeps.
    let places = ["state", "restic-cache", "tmp", "log", "out"].map { bed.place.path + "/" + $0 }
    for place in places + [server.sandbox.path + "/data"] {
      for secret in Self.secrets {
        let found = try await bed.place.run(["/bin/grep", "-rlaF", "--exclude=root-credentials", secret, place])
        #expect(found.output.isEmpty, "\(secret) in \(found.output)")
      }
    }
    // Under umask 000, whatever is kept on this machine is for its owner alone.
    for place in ["state", "restic-cache"] {
      let open = try await bed.place.run([
        "/usr/bin/find", bed.place.path + "/" + place + "/cairn", "(", "-type", "f", "-perm", "/077", ")", "-o", "(",
        "-type", "d", "-perm", "/077", ")",
      ])
      #expect(open.output.isEmpty, "\(open.output)")
    }
  }

  /// While it runs, the password is in no command line: only in the environment, which others cannot read.
  @Test func noCommandLineHasIt() async throws {
    let sandbox = try Sandbox(endpoint: "http://127.0.0.1:1")
    let bed = SnapshotBed(sandbox, repository: sandbox.path + "/repository")
    try await bed.made("init")
    let pipe = sandbox.path + "/pipe"
    mkfifo(pipe, 0o600)
    let program = try bed.place.start([
      "/bin/bash", "-c", "exec \(Tools.cairn) snapshot create --stdin < \(pipe)",
    ])
    let writer = open(pipe, O_WRONLY)
    let line = try readBytes("/proc/\(program.pid)/cmdline")
    #expect(!String(decoding: line, as: UTF8.self).contains("canary-"))
    close(writer)
    let outcome = await program.finished()
    #expect(outcome.exit == 0, "\(outcome.transcript)")
  }
}
