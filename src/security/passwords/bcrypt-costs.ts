/** Cost 16 occupies a thread for seconds and each step doubles that, so hashes above it are rejected. */
export const HIGHEST_COST = 16;
export const LOWEST_COST = 4;
