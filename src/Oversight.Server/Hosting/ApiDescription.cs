using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Oversight.Core.Law;
using Oversight.Core.Ledger;
using Oversight.Core.Panels;
using Oversight.Core.Requests;
using Oversight.Server.Authorisations;
using Oversight.Server.OperatorReports;

namespace Oversight.Server.Hosting;

/// <summary>The OpenAPI 3.1 document at `/openapi/v1.json`: the shapes as <see cref="ApiJson"/> writes them, the headers commands need, and problems.</summary>
public static class ApiDescription
{
    private const string Bearer = "bearer";

    /// <summary>Creations and sign-in: they change nothing the caller has read.</summary>
    private static readonly HashSet<string> WithoutVersion =
    [
        "api/v1/requests", "api/v1/agencies", "api/v1/accounts", "api/v1/session", "api/v1/setup", "api/v1/password", "api/v1/signing-keys", "api/v1/agreements",
        "api/v1/agreements/{id}/inspections", "api/v1/undertakings", "api/v1/undertakings/{id}/close", "api/v1/operatorReports",
        "api/v1/operatorReports/import", "api/v1/roster/availability", "api/v1/signing-keys", "api/v1/sittings",
    ];

    public static void AddApiDescription(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.TypeInfoResolver = OversightJson.Options.TypeInfoResolver;
            json.SerializerOptions.RespectNullableAnnotations = true;
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
        });
        services.AddOpenApi("v1", options =>
        {
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            options.AddDocumentTransformer((document, _, _) => Describe(document));
            options.AddOperationTransformer((operation, context, _) => Describe(operation, context));
            options.AddSchemaTransformer((schema, context, _) => Describe(schema, context.JsonTypeInfo));
        });
    }

    private static Task Describe(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Oversight",
            Version = "v1",
            Description = "Prior approval of active cyber defence. Unknown members are refused; instants carry their offset; text is normalised to NFC. See docs/api.md and docs/errors.md.",
        };
        document.Servers = [new OpenApiServer { Url = "/" }];
        document.Tags = null;
        foreach (var operation in document.Paths.Values.SelectMany(path => path.Operations!.Values))
            operation.Tags = new HashSet<OpenApiTagReference>();
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [Bearer] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = Bearer, Description = "The accessToken of POST /api/v1/session." },
        };
        return Task.CompletedTask;
    }

    private static Task Describe(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        var description = context.Description;
        var path = description.RelativePath!;
        operation.Parameters ??= [];
        if (!description.ActionDescriptor.EndpointMetadata.OfType<IAllowAnonymous>().Any())
            operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Bearer, context.Document)] = [] }];
        var isCommand = description.HttpMethod == "POST" && path != "api/v1/session" && operation.OperationId != AuthorisationReadEndpoints.CheckName;
        var hasVersion = isCommand && !WithoutVersion.Contains(path);
        if (isCommand)
            operation.Parameters.Add(Header("Idempotency-Key", "1 to 255 visible ASCII characters, fresh for each act (draft-ietf-httpapi-idempotency-key-header-07)."));
        if (hasVersion)
            operation.Parameters.Add(Header("If-Match", "The ETag that was read."));
        if (path.EndsWith("/attachments", StringComparison.Ordinal))
            DescribeFile(operation);
        if (operation.OperationId == "importOperatorReports")
            operation.RequestBody = Body(ReportFile.MediaType, Text());
        DescribeSuccess(operation, hasVersion || operation.OperationId is "draftRequest" or "getRequest", path);
        DescribeProblems(operation, context.Document);
        return Task.CompletedTask;
    }

    /// <summary>An attachment is the raw file.</summary>
    private static void DescribeFile(OpenApiOperation operation)
    {
        operation.Parameters!.Add(Header("Content-Digest", "sha-256=:base64: of the file (RFC 9530)."));
        foreach (var name in operation.Parameters.OfType<OpenApiParameter>().Where(parameter => parameter.Name == "name"))
            name.Required = true;
        operation.RequestBody = Body("application/octet-stream", Text("binary"));
    }

    private static OpenApiRequestBody Body(string mediaType, OpenApiSchema schema) => new()
    {
        Required = true,
        Content = new Dictionary<string, OpenApiMediaType> { [mediaType] = new() { Schema = schema } },
    };

    private static void DescribeSuccess(OpenApiOperation operation, bool hasTag, string path)
    {
        foreach (var (status, response) in operation.Responses!.Where(answer => answer.Key[0] == '2'))
        {
            if (response is not OpenApiResponse success)
                continue;
            success.Headers ??= new Dictionary<string, IOpenApiHeader>();
            if (hasTag)
                success.Headers["ETag"] = new OpenApiHeader { Description = "The request's version, a strong entity tag.", Schema = Text() };
            if (status == "201" && path.StartsWith("api/v1/requests", StringComparison.Ordinal))
                success.Headers["Location"] = new OpenApiHeader { Description = "The request's address.", Schema = Text() };
            if (operation.OperationId is "listRequests" or "listEntries" or "listAuthorisations")
                success.Headers["Link"] = new OpenApiHeader { Description = "rel=\"next\" while there is a next page.", Schema = Text() };
        }
    }

    /// <summary>Whatever is not a success is a problem, those statuses included that no endpoint names.</summary>
    private static void DescribeProblems(OpenApiOperation operation, OpenApiDocument? document) => operation.Responses!["default"] = new OpenApiResponse
    {
        Description = "A problem (RFC 9457).",
        Content = new Dictionary<string, OpenApiMediaType> { [Problems.MediaType] = new() { Schema = new OpenApiSchemaReference(nameof(Problem), document) } },
    };

    private static Task Describe(OpenApiSchema schema, JsonTypeInfo info)
    {
        var type = Nullable.GetUnderlyingType(info.Type) ?? info.Type;
        if (type.IsEnum)
        {
            schema.Type = JsonSchemaType.String;
            schema.Enum = [.. Enum.GetValues(type).Cast<object>().Select(value => JsonSerializer.SerializeToNode(value, type, ApiJson.Options)!)];
        }
        DescribeText(schema, type);
        if (info.Kind == JsonTypeInfoKind.Enumerable && schema.Items is null && info.ElementType is { } element && TextForms.ContainsKey(element))
            schema.Items = DescribeText(new OpenApiSchema(), element);
        // A member that is null is left out.
        foreach (var member in info.Properties.Where(member => member.IsGetNullable && !member.IsRequired))
            schema.Required?.Remove(member.Name);
        return Task.CompletedTask;
    }

    private static OpenApiSchema DescribeText(OpenApiSchema schema, Type type)
    {
        if (!TextForms.TryGetValue(type, out var form))
            return schema;
        schema.Type = JsonSchemaType.String;
        schema.Description = form.Description;
        schema.Examples = [JsonValue.Create(form.Example)];
        return schema;
    }

    /// <summary>Types that are texts of a form of their own.</summary>
    private static readonly Dictionary<Type, (string Description, string Example)> TextForms = new()
    {
        [typeof(AddressRange)] = ("An address or CIDR block without host bits; written back in canonical form (RFC 5952).", "198.51.100.0/26"),
        [typeof(PortRange)] = ("A port or an inclusive range of ports.", "1000-2000"),
        [typeof(RequestId)] = ("A request's number.", "2028-4K7X-Q2M9"),
        [typeof(MemberId)] = ("The account of a panel member.", "kuze"),
        [typeof(DateTimeOffset)] = ("An instant with its offset; written back in UTC with milliseconds. A period also takes a date: the start from 00:00, the end to 24:00 JST.", "2028-02-14T09:00:00+09:00"),
    };

    private static OpenApiParameter Header(string name, string description) =>
        new() { Name = name, In = ParameterLocation.Header, Required = true, Description = description, Schema = Text() };

    private static OpenApiSchema Text(string? format = null) => new() { Type = JsonSchemaType.String, Format = format };
}
