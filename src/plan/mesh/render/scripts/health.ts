/** What a load balancer's health checks ask. */
export const health = `#!/usr/bin/python3
"""200 while a tunnel to another region carries routes, else 503."""
import http.server, subprocess


class Health(http.server.BaseHTTPRequestHandler):
    timeout = 2

    def do_GET(self):
        try:
            alive = subprocess.run(["/usr/local/lib/meridian/mesh-alive"], timeout=2).returncode == 0
        except subprocess.TimeoutExpired:
            alive = False
        self.send_response(200 if alive else 503)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


http.server.ThreadingHTTPServer(("0.0.0.0", 8111), Health).serve_forever()
`;
