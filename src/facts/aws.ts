/**
 * AWS: the commercial partition and the two regions of the China partition (operated by Sinnet and NWCD).
 * Source: "AWS Regions" and "AWS Availability Zones" of the AWS global infrastructure documentation. Zone letters are
 * those that a new account sees; us-west-1 has three zones of which an account gets two.
 */
import { type Location, location } from "./location";

export const awsLocations: readonly Location[] = [
  location("aws", "us-east-1", "US", "N. Virginia", "abcdef"),
  location("aws", "us-east-2", "US", "Ohio", "abc"),
  location("aws", "us-west-1", "US", "N. California", "ac"),
  location("aws", "us-west-2", "US", "Oregon", "abcd"),
  location("aws", "ca-central-1", "CA", "Montréal", "abd"),
  location("aws", "ca-west-1", "CA", "Calgary", "abc"),
  location("aws", "mx-central-1", "MX", "Querétaro", "abc"),
  location("aws", "sa-east-1", "BR", "São Paulo", "abc"),
  location("aws", "eu-central-1", "DE", "Frankfurt", "abc"),
  location("aws", "eu-central-2", "CH", "Zürich", "abc"),
  location("aws", "eu-north-1", "SE", "Stockholm", "abc"),
  location("aws", "eu-south-1", "IT", "Milan", "abc"),
  location("aws", "eu-south-2", "ES", "Aragón", "abc"),
  location("aws", "eu-west-1", "IE", "Dublin", "abc"),
  location("aws", "eu-west-2", "GB", "London", "abc"),
  location("aws", "eu-west-3", "FR", "Paris", "abc"),
  location("aws", "il-central-1", "IL", "Tel Aviv", "abc"),
  location("aws", "me-central-1", "AE", "United Arab Emirates", "abc"),
  location("aws", "me-south-1", "BH", "Bahrain", "abc"),
  location("aws", "af-south-1", "ZA", "Cape Town", "abc"),
  location("aws", "ap-east-1", "HK", "Hong Kong", "abc"),
  location("aws", "ap-east-2", "TW", "Taipei", "abc"),
  location("aws", "ap-northeast-1", "JP", "Tokyo", "acd"),
  location("aws", "ap-northeast-2", "KR", "Seoul", "abcd"),
  location("aws", "ap-northeast-3", "JP", "Osaka", "abc"),
  location("aws", "ap-south-1", "IN", "Mumbai", "abc"),
  location("aws", "ap-south-2", "IN", "Hyderabad", "abc"),
  location("aws", "ap-southeast-1", "SG", "Singapore", "abc"),
  location("aws", "ap-southeast-2", "AU", "Sydney", "abc"),
  location("aws", "ap-southeast-3", "ID", "Jakarta", "abc"),
  location("aws", "ap-southeast-4", "AU", "Melbourne", "abc"),
  location("aws", "ap-southeast-5", "MY", "Kuala Lumpur", "abc"),
  location("aws", "ap-southeast-6", "NZ", "Auckland", "abc"),
  location("aws", "ap-southeast-7", "TH", "Bangkok", "abc"),
  location("aws", "cn-north-1", "CN", "Beijing", "abd"),
  location("aws", "cn-northwest-1", "CN", "Ningxia", "abc"),
];
