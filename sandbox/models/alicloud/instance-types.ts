/** x86 families of the general, compute and memory kinds on sale, and their sizes. */
const families = ["g6", "g7", "g8i", "g9i", "c6", "c7", "c8i", "r6", "r7", "r8i"];
const sizes = [
  ...["large", "xlarge", "2xlarge", "3xlarge", "4xlarge"],
  ...["6xlarge", "8xlarge", "16xlarge", "32xlarge"],
];

export const instanceTypes = families.flatMap((family) => sizes.map((size) => `ecs.${family}.${size}`));

/** GiB that the performance levels of an ESSD have at least. */
export const smallestDisk: Readonly<Record<string, number>> = { PL0: 20, PL1: 20, PL2: 461, PL3: 1261 };
