using System.Diagnostics;

namespace Oversight.Core.Law;

/// <summary>The ways a measure can be asked for, each with its own article and conditions.</summary>
public enum Route
{
    /// <summary>Foreign–foreign transmission measure 外外通信目的送信措置, Act 42 of 2025 Art 17(1).</summary>
    R1,

    /// <summary>Specified foreign–domestic measure 特定外内通信目的送信措置, Act 42 of 2025 Art 32(1).</summary>
    R2,

    /// <summary>Specified domestic–foreign measure 特定内外通信目的送信措置, Act 42 of 2025 Art 33(1).</summary>
    R3,

    /// <summary>Extension of R1, R2 or R3 by a second approval, Act 42 of 2025 Art 19(1), 32(2), 33(2).</summary>
    R4,

    /// <summary>Access and neutralisation by the police アクセス・無害化措置, Police Duties Execution Act Art 6-2(4).</summary>
    R5,

    /// <summary>Communications protection measure of the Self-Defense Forces 通信防護措置, SDF Act Art 91-3.</summary>
    R6,

    /// <summary>SDF in a public-security or defence operation, SDF Act Art 89(1), 92(2).</summary>
    R7,

    /// <summary>SDF guarding computers of the SDF or of US forces in Japan, SDF Act Art 95-4(1).</summary>
    R8,
}

/// <summary>An article as it is cited in English and in Japanese.</summary>
/// <param name="En">The English citation.</param>
/// <param name="Ja">The Japanese citation.</param>
public sealed record Citation(string En, string Ja);

/// <summary>What the law fixes for each route.</summary>
public static class Routes
{
    /// <summary>True for R1–R4, the routes that copy communications; they know no emergency.</summary>
    public static bool IsAcquisition(Route route) => route is Route.R1 or Route.R2 or Route.R3 or Route.R4;

    /// <summary>True for R5–R8, access and neutralisation; they know an emergency with notice afterwards.</summary>
    public static bool IsNeutralisation(Route route) => route is Route.R5 or Route.R6 or Route.R7 or Route.R8;

    /// <summary>The flow class every scope item of the route must have; null for R4 (its parent's) and for R5–R8 (no flow).</summary>
    public static FlowClass? RequiredFlow(Route route) => route switch
    {
        Route.R1 => FlowClass.ForeignToForeign,
        Route.R2 => FlowClass.ForeignToDomestic,
        Route.R3 => FlowClass.DomesticToForeign,
        _ => null,
    };

    /// <summary>The article the route rests on.</summary>
    public static Citation Article(Route route) => route switch
    {
        Route.R1 => new("Act 42 of 2025, Art 17(1)", "令和七年法律第四十二号第十七条第一項"),
        Route.R2 => new("Act 42 of 2025, Art 32(1)", "令和七年法律第四十二号第三十二条第一項"),
        Route.R3 => new("Act 42 of 2025, Art 33(1)", "令和七年法律第四十二号第三十三条第一項"),
        Route.R4 => new(
            "Act 42 of 2025, Art 19(1) (also through Art 32(2) and 33(2))",
            "令和七年法律第四十二号第十九条第一項（第三十二条第二項及び第三十三条第二項において準用する場合を含む。）"),
        Route.R5 => new("Police Duties Execution Act, Art 6-2(4)", "警察官職務執行法第六条の二第四項"),
        Route.R6 => new("Self-Defense Forces Act, Art 91-3", "自衛隊法第九十一条の三"),
        Route.R7 => new("Self-Defense Forces Act, Art 89(1) and 92(2)", "自衛隊法第八十九条第一項及び第九十二条第二項"),
        Route.R8 => new("Self-Defense Forces Act, Art 95-4(1)", "自衛隊法第九十五条の四第一項"),
        _ => throw new UnreachableException($"Route {route} has no article."),
    };
}
