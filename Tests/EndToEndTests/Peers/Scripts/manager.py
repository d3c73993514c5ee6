"""What a service manager sees of `cairn serve`: arguments are the program, a folder, a key and two certificates.

READY=1 comes when a request is answered and not before; SIGHUP changes the certificate of new connections and leaves
open ones alone; SIGTERM ends the daemon in order.
"""

import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys

program, folder, key, old, new = sys.argv[1:]
notices = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
notices.bind(folder + "/notify")
notices.settimeout(60)
certificate = folder + "/current.pem"
shutil.copy(old, certificate)
daemon = subprocess.Popen(
    [program, "serve", folder + "/data", "--listen", "127.0.0.1:0", "--tls-certificate", certificate, "--tls-key", key],
    env=dict(os.environ, NOTIFY_SOCKET=folder + "/notify"), stdout=subprocess.PIPE, text=True)


def connect():
    context = ssl._create_unverified_context()
    return context.wrap_socket(socket.create_connection(("127.0.0.1", port), 20))


def answer(connection):
    connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
    return connection.recv(65536).split(b"\r\n")[0]


try:
    assert notices.recv(100) == b"READY=1"
    port = int(daemon.stdout.readline().split()[1].rsplit(":", 1)[1])
    kept = connect()
    assert answer(kept) == b"HTTP/1.1 200 OK"
    first = kept.getpeercert(True)
    shutil.copy(new, certificate)
    daemon.send_signal(signal.SIGHUP)
    for _ in range(2000):  # Until the signal was handled; each connection takes a few milliseconds.
        with connect() as other:
            if other.getpeercert(True) != first:
                break
    else:
        raise AssertionError("the certificate stays")
    assert answer(kept) == b"HTTP/1.1 200 OK"
    # What cannot be read leaves the certificate that there is.
    with open(certificate, "w") as file:
        file.write("nothing")
    daemon.send_signal(signal.SIGHUP)
    with connect() as other:
        assert answer(other) == b"HTTP/1.1 200 OK"
    kept.close()
    daemon.send_signal(signal.SIGTERM)
    assert daemon.wait(60) == 0
finally:
    daemon.kill()
print("passed manager")
