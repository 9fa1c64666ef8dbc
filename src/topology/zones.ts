/** Zones that a region spans (spec section 2). Apart from the schema, so that plans need no zod at run time. */
export const zonesPerRegion = 3;
