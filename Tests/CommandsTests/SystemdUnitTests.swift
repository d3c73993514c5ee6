import Testing

@testable import Commands

@Suite struct SystemdUnitTests {
  @Test func theDaemonMayWriteBelowItsFoldersOnly() {
    let text = SystemdUnit.text(
      arguments: ["cairn", "serve", "/srv/a b", "--storage-class", "STANDARD_IA=/mnt/slow", "--print-systemd-unit"],
      folders: ["/srv/a b", "/mnt/slow"])
    let lines = text.split(separator: "\n")
    #expect(lines.contains("ExecStart=/usr/bin/cairn serve \"/srv/a b\" --storage-class STANDARD_IA=/mnt/slow"))
    #expect(lines.contains("ReadWritePaths=\"/srv/a b\" /mnt/slow"))
    // Starting again does not help against a wrong command line, a second daemon, damage or a failed disk.
    #expect(lines.contains("RestartPreventExitStatus=2 11 13 14"))
  }
}
