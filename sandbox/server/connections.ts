/** What each connection was configured with: providers of one package share a port, but each has a connection of its own. */
import { CloudError } from "../core/errors";
import type { ProviderInstance } from "../core/provider";

export interface Connection {
  /** `127.0.0.1:PORT` of the engine's side. */
  readonly peer: string;
  provider: ProviderInstance | undefined;
  /** Aborted by Cancel, and when the sandbox stops. */
  readonly cancellation: AbortController;
}

/** Connections of engines that were killed stay until so many newer ones came. */
const kept = 4096;

export class Connections {
  private readonly byPeer = new Map<string, Connection>();

  /** A new connection may come from the port of one that is gone. */
  begin(peer: string): void {
    this.byPeer.delete(peer);
    this.of(peer);
    for (const old of this.byPeer.keys()) {
      if (this.byPeer.size <= kept) break;
      this.byPeer.delete(old);
    }
  }

  of(peer: string): Connection {
    let connection = this.byPeer.get(peer);
    if (!connection) {
      connection = { peer, provider: undefined, cancellation: new AbortController() };
      this.byPeer.set(peer, connection);
    }
    return connection;
  }

  provider({ provider }: Connection): ProviderInstance {
    if (provider) return provider;
    throw new CloudError("refused", "this connection was not configured; Configure comes first");
  }

  /** The engine is done, or wants what is under way to end. */
  cancel({ provider, cancellation }: Connection): void {
    try {
      provider?.ended();
    } finally {
      cancellation.abort();
    }
  }

  cancelAll(): void {
    for (const { cancellation } of this.byPeer.values()) cancellation.abort();
  }
}
