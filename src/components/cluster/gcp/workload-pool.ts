/** The pool of identities of a project's clusters: all of them share it. */
export const workloadPool = (project: string): string => `${project}.svc.id.goog`;
