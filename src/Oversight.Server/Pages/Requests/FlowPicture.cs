using System.Globalization;
using System.Text.Json.Nodes;
using Oversight.Core.Ledger;
using Oversight.Core.Requests;
using Oversight.Core.Workflows;
using Oversight.Server.Texts;

namespace Oversight.Server.Pages.Requests;

/// <summary>A box of the picture, in its units.</summary>
public sealed record FlowBox(string Id, FlowActivity Activity, double X, double Y, bool IsOpen, bool WasEntered)
{
    public const double Width = 180;
    public const double Height = 58;
}

/// <summary>A line from one box to another.</summary>
public sealed record FlowLine(string Path, bool WasTaken);

/// <summary>Where a request stands, drawn from the layout its definition's designer saved.</summary>
public sealed record FlowPicture(FlowTitle Title, IReadOnlyList<FlowBox> Boxes, IReadOnlyList<FlowLine> Lines, double Left, double Top, double Right, double Bottom)
{
    // The designer leaves wide gaps; drawn closer together, the whole flow is readable on one screen.
    private const double ScaleX = 0.54;
    private const double ScaleY = 0.6;
    private const double Margin = 12;

    /// <summary>The picture of a definition as it was loaded, with the activities the case entered and those it is in.</summary>
    public static FlowPicture Of(string json, WorkflowDefinition definition, RequestState state, IReadOnlySet<string> entered)
    {
        var open = state.Position?.Open.Select(activity => activity.Id).ToHashSet() ?? [];
        var boxes = Places(json).Where(place => definition.Activities.ContainsKey(place.Id)).Select(place => new FlowBox(
            place.Id, definition.Activities[place.Id], place.X * ScaleX, place.Y * ScaleY, open.Contains(place.Id),
            IsEntered(definition, definition.Activities[place.Id], state, entered))).ToList();
        var byId = boxes.ToDictionary(box => box.Id);
        var lines = definition.Connections.Where(line => byId.ContainsKey(line.Source) && byId.ContainsKey(line.Target))
            .Select(line => new FlowLine(PathOf(byId[line.Source], byId[line.Target]), byId[line.Source].WasEntered && byId[line.Target].WasEntered)).ToList();
        return new FlowPicture(
            definition.Title, boxes, [.. lines.OrderBy(line => line.WasTaken)], boxes.Min(b => b.X) - Margin, boxes.Min(b => b.Y) - Margin,
            boxes.Max(b => b.X) + FlowBox.Width + Margin, boxes.Max(b => b.Y) + FlowBox.Height + Margin);
    }

    /// <summary>The activity an entry of type FlowStarted or FlowEnded (of a decision, which only answers) is about.</summary>
    public static string ActivityOf(byte[] entry) => EntryDocument.Read(entry).Event["activity"]!.GetValue<string>();

    /// <summary>The picture's box as SVG wants it.</summary>
    public string ViewBox => string.Create(CultureInfo.InvariantCulture, $"{Left:0.#} {Top:0.#} {Right - Left:0.#} {Bottom - Top:0.#}");

    /// <summary>What a box says: the step, and where it tells more than its kind, with whom or with what outcome.</summary>
    public static (string First, string? Second) LabelOf(FlowActivity activity, Words words) => activity switch
    {
        FlowActivity.Consultation consultation => (words["activity.Consultation"], words.Of(consultation.With)),
        FlowActivity.Close close => (words["activity.Close"], words.Of(close.Outcome)),
        FlowActivity.RecordBreach breach => (words["activity.RecordBreach"], words.Of(breach.Breach)),
        _ => (words[$"activity.{activity.GetType().Name}"], null),
    };

    /// <summary>A number as SVG wants it.</summary>
    public static string N(double number) => number.ToString("0.#", CultureInfo.InvariantCulture);

    /// <summary>A fork leaves no entry of its own: it was passed when one of its branches was.</summary>
    private static bool IsEntered(WorkflowDefinition definition, FlowActivity activity, RequestState state, IReadOnlySet<string> entered) => activity switch
    {
        FlowActivity.Start => true,
        FlowActivity.Fork fork => fork.Branches.Any(branch => definition.Next(fork.Id, branch) is { } next && entered.Contains(next.Id)),
        FlowActivity.Close close => state.Close == close.Outcome.ToString(),
        _ => entered.Contains(activity.Id),
    };

    /// <summary>SVG attributes that squeeze a label into its box when it would be wider at this font size.</summary>
    public static string Fit(string label, double size)
    {
        const double Room = FlowBox.Width - 10;
        var width = label.Sum(letter => letter < 0x2E80 ? 0.56 : 1.0) * size;
        return width > Room ? $" textLength=\"{N(Room)}\" lengthAdjust=\"spacingAndGlyphs\"" : "";
    }

    private static IEnumerable<(string Id, double X, double Y)> Places(string json) =>
        from activity in JsonNode.Parse(json)?["root"]?["activities"]?.AsArray() ?? []
        let position = activity["metadata"]?["designer"]?["position"]
        where position is not null
        select ((string)activity["id"]!, (double)position["x"]!, (double)position["y"]!);

    private static string PathOf(FlowBox from, FlowBox to)
    {
        double middle = FlowBox.Height / 2;
        if (to.X > from.X)
        {
            double x1 = from.X + FlowBox.Width, y1 = from.Y + middle, x2 = to.X, y2 = to.Y + middle, bend = (x2 - x1) / 2;
            return $"M{N(x1)} {N(y1)}C{N(x1 + bend)} {N(y1)} {N(x2 - bend)} {N(y2)} {N(x2)} {N(y2)}";
        }
        // Back or straight up and down: leave and arrive at the nearer edges.
        var down = to.Y > from.Y;
        double ax = from.X + (FlowBox.Width * 0.4), ay = down ? from.Y + FlowBox.Height : from.Y, bx = to.X + (FlowBox.Width * 0.6), by = down ? to.Y : to.Y + FlowBox.Height;
        double half = (by - ay) / 2;
        return $"M{N(ax)} {N(ay)}C{N(ax)} {N(ay + half)} {N(bx)} {N(by - half)} {N(bx)} {N(by)}";
    }
}
