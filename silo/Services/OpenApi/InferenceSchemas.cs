namespace BirdGrid.Silo.Services.OpenApi;

/// <summary>Schemas of an inference request and response in JSON.</summary>
internal static class InferenceSchemas
{
    /// <summary>The request.</summary>
    public const string Request = """
        {
          "type": "object",
          "description": "Tensors may follow the JSON in binary form: Inference-Header-Content-Length has the length of the JSON, and the parameter binary_data_size of an input the bytes that it has behind it.",
          "required": ["inputs"],
          "properties": {
            "id": { "type": "string", "description": "Returned as it came." },
            "parameters": {
              "type": "object",
              "properties": {
                "priority": { "type": "integer", "description": "1 (first) to 3; 0: the server's choice." },
                "timeout": { "type": "integer", "format": "int64", "description": "Microseconds that the request may wait." },
                "binary_data_output": { "type": "boolean", "description": "Outputs in binary form." }
              }
            },
            "inputs": {
              "type": "array",
              "description": "One: image (UINT8, 0 to 255, or FP32, 0 to 1; N x S x S x 3), or photo (BYTES; N or N x 1; JPEG, PNG or WebP).",
              "items": {
                "type": "object",
                "required": ["name", "datatype", "shape"],
                "properties": {
                  "name": { "type": "string", "enum": ["image", "photo"] },
                  "datatype": { "type": "string", "enum": ["UINT8", "FP32", "BYTES"] },
                  "shape": { "type": "array", "items": { "type": "integer", "format": "int64" } },
                  "parameters": { "type": "object", "properties": { "binary_data_size": { "type": "integer", "format": "int64" } } },
                  "data": { "type": "array", "description": "Elements, flat or nested; those of BYTES as base64.", "items": {} }
                }
              }
            },
            "outputs": {
              "type": "array",
              "description": "None: all.",
              "items": {
                "type": "object",
                "required": ["name"],
                "properties": {
                  "name": { "type": "string", "enum": ["probabilities", "logits"] },
                  "parameters": {
                    "type": "object",
                    "properties": {
                      "classification": { "type": "integer", "description": "So many of the best classes, as value:index:label, instead of the values." },
                      "binary_data": { "type": "boolean", "description": "This output in binary form." }
                    }
                  }
                }
              }
            }
          },
          "example": { "inputs": [{ "name": "photo", "datatype": "BYTES", "shape": [1], "data": ["/9j/4AAQSkZJRg..."] }], "outputs": [{ "name": "probabilities", "parameters": { "classification": 3 } }] }
        }
        """;

    /// <summary>The response.</summary>
    public const string Response = """
        {
          "type": "object",
          "properties": {
            "model_name": { "type": "string" },
            "model_version": { "type": "string", "description": "The version that answered." },
            "id": { "type": "string" },
            "outputs": {
              "type": "array",
              "items": {
                "type": "object",
                "properties": {
                  "name": { "type": "string" },
                  "datatype": { "type": "string" },
                  "shape": { "type": "array", "items": { "type": "integer", "format": "int64" } },
                  "parameters": { "type": "object", "properties": { "binary_data_size": { "type": "integer", "format": "int64" } } },
                  "data": { "type": "array", "description": "Elements, row-major; absent where they follow the JSON.", "items": {} }
                }
              }
            }
          }
        }
        """;
}
