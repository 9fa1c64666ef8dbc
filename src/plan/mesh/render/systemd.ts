/** systemd's units: what runs at boot, what runs again and again. */
import { config, libraryDirectory, type RenderedFile } from "./file";

export function systemdUnits(): readonly RenderedFile[] {
  return [
    ...repeated("refresh", "Fetch this gateway's configuration and key", "OnBootSec=5s", "OnUnitInactiveSec=60s"),
    ...repeated("endpoints", "Resolve the names of the mesh's gateways", "OnActiveSec=30s", "OnUnitInactiveSec=30s"),
    ...repeated(
      "metrics",
      "Write the mesh's figures for the node exporter",
      "OnActiveSec=15s",
      "OnUnitInactiveSec=15s",
    ),
    ...lasting("keys", "Follow the keys that far gateways speak with"),
    ...lasting("health", "Answer a load balancer's health checks"),
  ];
}

function lasting(name: string, description: string): RenderedFile[] {
  return [
    unit(`${name}.service`, [
      "[Unit]",
      `Description=${description}`,
      "",
      "[Service]",
      `ExecStart=${libraryDirectory}/${name}`,
      "Restart=always",
      "RestartSec=1",
      "",
      "[Install]",
      "WantedBy=multi-user.target",
    ]),
  ];
}

function repeated(name: string, description: string, ...times: string[]): RenderedFile[] {
  return [
    unit(`${name}.service`, [
      "[Unit]",
      `Description=${description}`,
      "After=network-online.target",
      "Wants=network-online.target",
      "",
      "[Service]",
      "Type=oneshot",
      `ExecStart=${libraryDirectory}/${name}`,
    ]),
    unit(`${name}.timer`, [
      "[Unit]",
      `Description=${description}`,
      "",
      "[Timer]",
      ...times,
      "AccuracySec=1s",
      "",
      "[Install]",
      "WantedBy=timers.target",
    ]),
  ];
}

function unit(name: string, lines: readonly string[]): RenderedFile {
  return config(`/etc/systemd/system/meridian-${name}`, lines);
}
