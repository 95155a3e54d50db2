"""Runs a command on a pseudo-terminal of 100 x 30 and copies what it writes; answers after a pattern was seen, with Ctrl-C
or what the variable ANSWER says.

python3 on-terminal.py PATTERN|- COMMAND...
"""
import fcntl, os, pty, struct, sys, termios

pattern, command = sys.argv[1], sys.argv[2:]
child, terminal = pty.fork()
if child == 0:
    os.execvp(command[0], command)
fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack('HHHH', 30, 100, 0, 0))
seen = b''
waiting = pattern != '-'
while True:
    try:
        chunk = os.read(terminal, 65536)
    except OSError:
        break
    if not chunk:
        break
    os.write(1, chunk)
    seen += chunk
    if waiting and pattern.encode() in seen:
        waiting = False
        os.write(terminal, os.environ.get('ANSWER', '\x03').encode())
_, status = os.waitpid(child, 0)
sys.exit(os.waitstatus_to_exitcode(status) & 255)
