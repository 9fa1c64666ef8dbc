/**
 * Alibaba Cloud's public cloud. Source: "Regions and zones" of the ECS documentation and, for the zones that are on sale,
 * "Regions and zones" of Elastic Container Instance. Without the closed ap-south-1 (Mumbai) and ap-southeast-2 (Sydney),
 * and without finance and government clouds.
 */
import { type Location, location } from "./location";

export const alicloudLocations: readonly Location[] = [
  location("alicloud", "cn-beijing", "CN", "Beijing", "abcdefghijkl"),
  location("alicloud", "cn-chengdu", "CN", "Chengdu", "ab"),
  location("alicloud", "cn-fuzhou", "CN", "Fuzhou", "a"),
  location("alicloud", "cn-guangzhou", "CN", "Guangzhou", "ab"),
  location("alicloud", "cn-hangzhou", "CN", "Hangzhou", "befghijk"),
  location("alicloud", "cn-heyuan", "CN", "Heyuan", "ab"),
  location("alicloud", "cn-huhehaote", "CN", "Hohhot", "ab"),
  location("alicloud", "cn-nanjing", "CN", "Nanjing", "a"),
  location("alicloud", "cn-qingdao", "CN", "Qingdao", "bc"),
  location("alicloud", "cn-shanghai", "CN", "Shanghai", "abcdefglmn"),
  location("alicloud", "cn-shenzhen", "CN", "Shenzhen", "abcdef"),
  location("alicloud", "cn-wuhan-lr", "CN", "Wuhan", "a"),
  location("alicloud", "cn-wulanchabu", "CN", "Ulanqab", "abc"),
  location("alicloud", "cn-zhangjiakou", "CN", "Zhangjiakou", "abc"),
  location("alicloud", "cn-hongkong", "HK", "Hong Kong", "bcd"),
  location("alicloud", "ap-northeast-1", "JP", "Tokyo", "abc"),
  location("alicloud", "ap-northeast-2", "KR", "Seoul", "ab"),
  location("alicloud", "ap-southeast-1", "SG", "Singapore", "abc"),
  location("alicloud", "ap-southeast-3", "MY", "Kuala Lumpur", "ab"),
  location("alicloud", "ap-southeast-5", "ID", "Jakarta", "abc"),
  location("alicloud", "ap-southeast-6", "PH", "Manila", "ab"),
  location("alicloud", "ap-southeast-7", "TH", "Bangkok", "ab"),
  location("alicloud", "eu-central-1", "DE", "Frankfurt", "abc"),
  location("alicloud", "eu-west-1", "GB", "London", "ab"),
  location("alicloud", "me-central-1", "SA", "Riyadh", "ab"),
  location("alicloud", "me-east-1", "AE", "Dubai", "a"),
  location("alicloud", "na-south-1", "MX", "Mexico City", "a"),
  location("alicloud", "us-east-1", "US", "Virginia", "ab"),
  location("alicloud", "us-southeast-1", "US", "Atlanta", "a"),
  location("alicloud", "us-west-1", "US", "Silicon Valley", "ab"),
];
