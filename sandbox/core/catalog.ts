/** The models of one package, by token. */
import { CloudError } from "./errors";
import type { InvokeModel, PackageModel, ResourceModel } from "./model";
import { nearest } from "./nearest";

export class Catalog {
  private readonly resources: ReadonlyMap<string, ResourceModel>;
  private readonly invokes: ReadonlyMap<string, InvokeModel>;

  constructor(readonly model: PackageModel) {
    this.resources = new Map(model.resources.map((resource) => [resource.type, resource]));
    this.invokes = new Map(model.invokes.map((invoke) => [invoke.token, invoke]));
    if (this.resources.size !== model.resources.length || this.invokes.size !== model.invokes.length)
      throw new Error(`package ${model.name} describes a type or a function twice`);
  }

  resource(type: string): ResourceModel {
    return this.found(this.resources, type);
  }

  invoke(token: string): InvokeModel {
    return this.found(this.invokes, token);
  }

  private found<T>(models: ReadonlyMap<string, T>, token: string): T {
    const model = models.get(token);
    if (model !== undefined) return model;
    const similar = nearest(token, models.keys());
    throw new CloudError(
      "no-model",
      `the sandbox has no model of ${token}${similar ? `; the nearest is ${similar}` : ""} (models are in sandbox/models/${this.model.name})`,
    );
  }
}
