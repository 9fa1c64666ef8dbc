/** A class that stays where it was written (or in its region's own DR location) has no edge between regions. */
import { perEdge } from "./edges";

export const edgeClass = perEdge(({ edge, dataClass, find }) => {
  if (dataClass.replication !== "none" && dataClass.replication !== "synchronous-dr") return undefined;
  const stays = dataClass.replication === "none" ? "stays in its region" : "goes to its region's own DR location only";
  return find("dataClass", `a class that moves; ${edge.dataClass} ${stays} (replication: ${dataClass.replication})`);
});
