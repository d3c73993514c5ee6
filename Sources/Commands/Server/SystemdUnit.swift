/// The unit file with which systemd runs a daemon (systemd.service(5)).
enum SystemdUnit {
  /// For the command line that asks for it, without that question. The daemon says itself when it can serve, and may
  /// write below its folders only.
  static func text(arguments: [String], folders: [String]) -> String {
    let words = ["/usr/bin/cairn"] + arguments.dropFirst().filter { $0 != "--print-systemd-unit" }
    return """
      [Unit]
      Description=Cairn, S3 from a folder
      Wants=network-online.target
      After=network-online.target

      [Service]
      Type=notify
      ExecStart=\(words.map(quoted).joined(separator: " "))
      ExecReload=/bin/kill -HUP $MAINPID
      Restart=on-failure
      RestartPreventExitStatus=2 11 13 14
      TimeoutStopSec=60
      UMask=0077
      LimitNOFILE=65536
      NoNewPrivileges=yes
      PrivateTmp=yes
      ProtectHome=yes
      ProtectSystem=strict
      ReadWritePaths=\(folders.map(quoted).joined(separator: " "))

      [Install]
      WantedBy=multi-user.target
      """
  }

  /// Spaces, quotes, and what systemd expands itself stand for themselves.
  private static func quoted(_ word: String) -> String {
    var text = ""
    for scalar in word.unicodeScalars {
      switch scalar {
      case "%": text += "%%"
      case "$": text += "$$"
      case "\"", "\\": text += "\\" + String(scalar)
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text.contains(" ") || text.isEmpty ? "\"\(text)\"" : text
  }
}
