/** How long records that prove compliance are to be kept, by framework. A leaf. */
interface Term {
  readonly days: number;
  readonly source: string;
}

/** Seven years (spec section 3), which no framework's own term exceeds. */
export const shortestRecordTerm: Term = { days: 2555, source: "spec section 3: compliance records, seven years" };

/** Terms that a law itself names for records of compliance. */
export const recordTerms: Readonly<Record<string, Term>> = {
  HIPAA: { days: 2190, source: "45 CFR 164.316(b)(2)(i): six years" },
  CCPA: { days: 730, source: "11 CCR 7101(a): 24 months" },
  PIPL: { days: 1095, source: "PIPL art. 56: three years" },
  "PCI-DSS": { days: 365, source: "PCI DSS v4.0.1 requirement 10.5.1: twelve months" },
};
