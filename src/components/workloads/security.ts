/** What the Pod Security standard `restricted` asks of pods. https://kubernetes.io/docs/concepts/security/pod-security-standards/ */

/** Nobody in particular; images that need a user of their own say so. */
const nobody = 65532;

export const restrictedPod = (user: number = nobody) => ({
  runAsNonRoot: true,
  runAsUser: user,
  runAsGroup: user,
  fsGroup: user,
  seccompProfile: { type: "RuntimeDefault" },
});

export const restrictedContainer = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ["ALL"] },
};
